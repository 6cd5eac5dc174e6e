"""The codebook on its way out: the tree of codes, and themes as sets of their codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lxml import etree

from heddle.exchange.refi.elements import Elements, colour
from heddle.exchange.refi.making import Making
from heddle.log.view import View
from heddle.study.codes import PATH_MARK, Code
from heddle.study.themes import LIVING, Feed, Theme

_HEADINGS = (("include", "Include"), ("exclude", "Exclude"), ("example", "Example"))
Say = Callable[..., str]
"""How words that the team wrote leave: the words and the ids of whose they are."""


def add_codes(
    parent: etree._Element,
    view: View,
    elements: Elements,
    say: Say,
    making: Making | None = None,
) -> int:
    """Append the tree of codes, if there are any; returns how many. In a project with notes."""
    children: dict[str, list[Code]] = {}
    codes = {code.id: code for code in view.find(Code, "position")}
    for code in codes.values():
        children.setdefault(code.parent if _hangs(codes, code) else "", []).append(code)
    if not codes:
        return 0
    top = elements.add(parent, "Codes")
    waiting = [(top, code) for code in reversed(children.get("", []))]
    done = 0
    while waiting:
        above, code = waiting.pop()
        made = elements.add(
            above,
            "Code",
            guid=elements.guid(code.id),
            name=say(code.name, code.id),
            isCodable="false" if making is not None and code.id in making.kept.folders else "true",
            color=colour(code.colour),
        )
        elements.text(made, "Description", say(description(code), code.id))
        if making is not None:
            making.refer(made, code.id)
        waiting += [(made, below) for below in reversed(children.get(code.id, []))]
        done += 1
    return done


def _hangs(codes: dict[str, Code], code: Code) -> bool:
    """Whether a code hangs below one on top; a merge can leave it in a ring, or under none."""
    seen = {code.id}
    at = code
    while at.parent:
        if at.parent in seen or at.parent not in codes:
            return False
        seen.add(at.parent)
        at = codes[at.parent]
    return bool(code.parent)


def description(code: Code) -> str:
    """Return a code's definition with its rules of use, each under its heading."""
    parts = [code.definition]
    parts += [f"{title}: {getattr(code, name)}" for name, title in _HEADINGS if getattr(code, name)]
    return "\n\n".join(part for part in parts if part)


def add_themes(
    sets: list[Callable[[etree._Element], None]],
    view: View,
    elements: Elements,
    say: Say,
    *,
    member: tuple[str, str],
) -> int:
    """Put the themes that stand among the sets that are to be made; returns how many do not.

    Args:
        sets: where they are put; each makes its element.
        view: the study.
        elements: makes elements.
        say: how words leave.
        member: tag of a member of a set and the name of its attribute; a codebook has another
            one than a project.
    """
    themes = {theme.id: theme for theme in view.find(Theme, "position")}
    codes = {code.id for code in view.find(Code)}
    living = [theme for theme in themes.values() if theme.stage in LIVING]
    feeds: dict[str, list[str]] = {}
    for feed in view.find(Feed):
        if feed.code in codes:
            feeds.setdefault(feed.theme, []).append(feed.code)

    def maker(theme: Theme) -> Callable[[etree._Element], None]:
        def make(parent: etree._Element) -> None:
            name = PATH_MARK.join(each.name for each in reversed(list(_line(themes, theme))))
            made = elements.add(
                parent, "Set", guid=elements.guid(theme.id), name=say(f"Theme: {name}", theme.id)
            )
            told = [theme.central_idea, theme.description]
            told += [f"Stage: {theme.stage}"]
            elements.text(made, "Description", say("\n\n".join(t for t in told if t), theme.id))
            for code in dict.fromkeys(feeds.get(theme.id, ())):
                elements.add(made, member[0], **{member[1]: elements.guid(code)})

        return make

    sets += [maker(theme) for theme in living]
    return len(themes) - len(living)


def _line(themes: dict[str, Theme], theme: Theme) -> Iterable[Theme]:
    """Yield a theme and those above it; two copies that met can have made a ring of them."""
    seen: set[str] = set()
    at: Theme | None = theme
    while at is not None and at.id not in seen:
        seen.add(at.id)
        yield at
        at = themes.get(at.parent)
