"""Taking a source out of a study as a transcript, in the words in which it may leave."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Sequence

from heddle.errors import NotFound, Refused
from heddle.exchange.talk.signed import carried
from heddle.exchange.talk.spoken import Spoken, SpokenSpeaker, SpokenTurn, plain
from heddle.log.view import View
from heddle.report.clean import clean_text
from heddle.study.rules import name_key
from heddle.study.sources import Source, Speaker, Turn, marks_of, timings_of, turns_of
from heddle.study.wording import Wording
from heddle.text import marks, splice, timing
from heddle.text.conventions import chosen
from heddle.text.swaps import Swapped
from heddle.text.timing import Timed

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)?")


def taken(view: View, wording: Wording, named: str = "") -> Spoken:
    """Take a source's turns in a wording; without a name, the only source there is.

    Raises:
        NotFound: There is no such source, or none was named and there are several.
        Refused: It has no words.
    """
    source = _chosen(view, named)
    labels: dict[str, str] = {}
    speakers: list[SpokenSpeaker] = []
    for speaker in view.find(Speaker, "id", source=source.id):
        shown = " ".join(clean_text(wording.named(speaker).name)[0].split())
        labels[speaker.id] = shown
        if shown not in (each.label for each in speakers):
            speakers.append(SpokenSpeaker(label=shown, role=speaker.role))
    made = Spoken(
        title=clean_text(wording.named(source).name)[0],
        turns=[],
        speakers=speakers,
        language=source.language,
        convention=chosen(source.convention),
        made=_made(source),
    )
    for turn in turns_of(view, source.id):
        _take(made, turn, wording, labels)
    if not made.turns:
        raise Refused(
            f"“{source.name}” has no words that could be written; nothing was written.",
            "Choose another source.",
        )
    return made


def _made(source: Source) -> str:
    """Return when a source was made: where it came from, else here, as its id says (UUIDv7)."""
    if _MOMENT.fullmatch(source.made):
        return source.made
    with contextlib.suppress(ValueError, OverflowError, OSError):
        ms = int(source.id.replace("-", "")[:12], 16)
        return dt.datetime.fromtimestamp(ms // 1000, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return ""


def _chosen(view: View, named: str) -> Source:
    sources = view.find(Source)
    wanted = [s for s in sources if named in (s.id, s.name) or name_key(s.name) == name_key(named)]
    if not named:
        wanted = sources if len(sources) == 1 else []
    if len(wanted) == 1:
        return wanted[0]
    names = ", ".join(f"“{s.name}”" for s in sources[:20]) or "none"
    problem = f"There is no source “{named[:60]}”" if named else "One source can be written at once"
    raise NotFound(
        f"{problem}; nothing was written.",
        f"Name one of its sources (--source). There are: {names}.",
    )


def _take(made: Spoken, turn: Turn, wording: Wording, labels: dict[str, str]) -> None:
    swapped = wording.swapped(turn.id, turn.text)
    text, replaced = clean_text(plain(swapped.text))
    heard = carried(marks_of(turn), swapped, wording.note)
    if text != swapped.text:
        heard = marks.moved(heard, splice.edit(swapped.text, text), text)
    if not text and not heard:
        return
    made.replaced += replaced
    timed = _carried(timings_of(turn), swapped)
    if text != swapped.text:
        timed = timing.moved(timed, splice.edit(swapped.text, text), text)
    made.turns.append(
        SpokenTurn(
            text=text,
            speaker=labels.get(turn.speaker, ""),
            start=turn.start,
            end=turn.end,
            timings=timed,
            marks=heard,
            records=tuple(i for i in (turn.id, turn.speaker) if i),
        )
    )


def _carried(timed: Sequence[Timed], swapped: Swapped) -> list[Timed]:
    """Carry times over to words with substitutions; what stands for a name has no time."""
    if not swapped.forth or not timed:
        return list(timed)
    kept = []
    for each in timed:
        if any(s.start < each.end and each.start < s.end for s in swapped.forth):
            continue
        start, end = swapped.there(each.start, each.end)
        kept.append(each._replace(start=start, end=end))
    return timing.fitting(kept, len(swapped.text))
