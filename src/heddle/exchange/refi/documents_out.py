"""Documents on their way out: the guide and the information sheets, as texts in sets."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from heddle.exchange.refi.making import Making
from heddle.study.consent import Sheet
from heddle.study.guide import Guide, questions_of


class Documents:
    """What the study worked by, where the format has no place of its own for it."""

    def __init__(self, making: Making) -> None:
        self._making = making
        self._guides = making.view.find(Guide, "name")
        self._sheets = [each for each in making.view.find(Sheet, "version") if each.text]

    def add(self, parent: etree._Element) -> None:
        """Append each as a text."""
        for guide in self._guides:
            self._text(
                parent, guide.id, _title("Guide", guide.name, guide.version), self._of(guide)
            )
        for sheet in self._sheets:
            name = _title("Information sheet", sheet.version, sheet.language)
            self._text(parent, sheet.id, name, sheet.text)

    def sets(self) -> list[Callable[[etree._Element], None]]:
        """Return what makes their sets."""
        found: list[Callable[[etree._Element], None]] = []
        for name, records in (
            ("Moderator guides", [each.id for each in self._guides]),
            ("Information sheets", [each.id for each in self._sheets]),
        ):
            if records:
                found.append(self._maker(name, records))
        return found

    def _maker(self, name: str, records: list[str]) -> Callable[[etree._Element], None]:
        making = self._making

        def make(parent: etree._Element) -> None:
            made = making.elements.add(parent, "Set", guid=making.guid("set", name), name=name)
            for record in records:
                making.elements.add(made, "MemberSource", targetGUID=making.guid(record))

        return make

    def _of(self, guide: Guide) -> str:
        lines: list[str] = []
        block = ""
        for question in questions_of(self._making.view, guide.id):
            if question.block != block:
                block = question.block
                lines.append(f"\n{block}" if lines else block)
            lines.append(f"{question.text} ({question.form})")
        return "\n".join(lines)

    def _text(self, parent: etree._Element, record: str, name: str, text: str) -> None:
        making = self._making
        guid = making.guid(record)
        source = making.elements.add(
            parent,
            "TextSource",
            guid=guid,
            name=making.said.note(name),
            plainTextPath=making.keep(guid, making.add_note(text, record)),
        )
        making.refer(source, record)


def _title(*parts: str) -> str:
    return " ".join(part for part in parts if part)
