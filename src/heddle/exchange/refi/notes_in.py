"""Notes on their way in: memos with their author and date, and what they are about."""

from __future__ import annotations

from lxml import etree

from heddle.exchange.project import ProjectMemo
from heddle.exchange.refi.notes_out import ON_A_CODING
from heddle.exchange.refi.taking import Noted, Taking
from heddle.exchange.refi.texts_in import Written, read_text
from heddle.exchange.refi.tree_in import below, first, key, lines_of, moment, number


class Notes:
    """The notes of a project, gathered before what refers to them is read."""

    def __init__(self, taking: Taking, root: etree._Element) -> None:
        """Gather their texts."""
        self._taking = taking
        self.texts: list[Written] = []
        self._elements: list[tuple[str, etree._Element, Written | None]] = []
        for note in below(first(root, "Notes"), "Note"):
            name = lines_of(note.get("name") or "").strip()
            raw = read_text(taking, note, name)
            text = Written(note, name, raw) if raw is not None else None
            self._elements.append((taking.own(note, "Note"), note, text))
            if text is None:
                taking.lose("notes whose words are not in the file", name)
            else:
                self.texts.append(text)

    def take(self, *, ours: bool) -> None:
        """Make memos of the notes, once it is known what each is about.

        Args:
            ours: Heddle wrote the file, so that its notes of codings can be told from memos.
        """
        taking = self._taking
        codings = {coding.key: coding for coding in taking.project.codings}
        for made, element, text in self._elements:
            noted = taking.noted.pop(made, Noted())
            if text is None:
                continue
            self._keep_marks(made, element, text)
            if not text.text.strip():
                taking.lose("notes without words", text.name)
                continue
            if ours and text.name == ON_A_CODING and len(noted.about) == 1:
                coding = codings.get(noted.about[0])
                if coding is not None:
                    coding.note = text.text
                    continue
            taking.project.memos.append(
                ProjectMemo(
                    key=made,
                    title=text.name,
                    text=text.text,
                    about=noted.about,
                    spans=noted.spans,
                    by=taking.member(element.get("creatingUser")),
                    made=moment(element.get("creationDateTime")),
                )
            )
        for missing in taking.noted:
            taking.lose("references to notes that are not in the project", missing)

    def _keep_marks(self, made: str, element: etree._Element, text: Written) -> None:
        """Keep what is marked and coded within a note."""
        taking = self._taking
        for selection in below(element, "PlainTextSelection"):
            start, end = (number(selection.get(f"{e}Position")) for e in ("start", "end"))
            if start is None or end is None:
                continue
            place = text.measure.place(start, end)
            words = text.text[place.start : place.end]
            taking.kinds.setdefault(key(selection), "Selection")
            taking.lose(
                "codings within notes", text.name, sum(1 for _ in below(selection, "Coding"))
            )
            taking.keep(selection, source=made, words=words, start=str(place.start))
        taking.lose("codings of whole notes", text.name, sum(1 for _ in below(element, "Coding")))
