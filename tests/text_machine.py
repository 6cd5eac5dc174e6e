"""A study's texts as a state machine that is held against a model in plain lists.

After any steps: every coding is on exactly the words that the model says, a quote says so when
its words have changed, a refusal changes nothing, undo and redo lead through the very same
tables, the study as of any step is what it was then, and the log verifies.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from heddle import client
from heddle.errors import Refused
from heddle.log.journal import Done
from heddle.study.codes import Code
from heddle.study.codings import Coding, words_now
from heddle.study.disagreements import disagreements
from heddle.study.quotes import Quote, stale_words
from heddle.study.sources import Turn, turns_of
from heddle.study.themes import Theme
from text_desk import covered
from text_model import Edit, Span, Texts, corrected, words_for_ever
from toy import table_rows

PICK = st.integers(0, 1 << 20)
"""Which of the things that are there; taken modulo their number."""
FEW = st.integers(0, 3)

Tables = dict[str, list[tuple[Any, ...]]]


class TextMachine(RuleBasedStateMachine):
    """One person's work on the texts of a study, its codings and quotes."""

    def __init__(self) -> None:
        super().__init__()
        self.study: client.Study | None = None
        self.texts = Texts()
        self.words = words_for_ever()
        self.past: list[tuple[Texts, Tables]] = []
        self.future: list[tuple[Texts, Tables]] = []
        self.at: dict[int, Tables] = {}
        self.names = 0

    def make(self) -> client.Study:
        raise NotImplementedError

    @initialize(turns=st.lists(st.integers(1, 4), min_size=1, max_size=3))
    def begin(self, turns: list[int]) -> None:
        self.study = self.make()
        self.tables = self.rows()
        self.add_source(turns)
        self.step("codes.add", name=self.name("code"))
        # These stay, so that there is always something to work on.
        self.past.clear()

    # Doing a step, and what holds for each.

    def rows(self) -> Tables:
        assert self.study is not None
        return table_rows(self.study.database, self.study.schema)

    def step(self, operation: str, **fields: Any) -> Done | None:
        """Do an operation; None where it was refused, which must have changed nothing."""
        assert self.study is not None
        try:
            done = self.study.do(operation, **fields)
        except Refused:
            done = None
        if done is None:
            assert self.rows() == self.tables
        else:
            self.keep(done)
        return done

    def keep(self, done: Done) -> None:
        if done.gesture:
            self.past.append((self.texts.copy(), self.tables))
            self.future.clear()
        self.tables = self.rows()
        self.at[done.seq] = self.tables

    def name(self, what: str) -> str:
        self.names += 1
        return f"{what} {self.names}"

    def new_words(self, count: int) -> list[str]:
        return [next(self.words) for _ in range(count)]

    def pick(self, things: Any, which: int) -> Any:
        ordered = list(things)
        return ordered[which % len(ordered)] if ordered else None

    def view(self, read: Callable[[Any], Any]) -> Any:
        assert self.study is not None
        with self.study.view() as view:
            return read(view)

    def ids(self, cls: Any, **equals: Any) -> list[str]:
        return [record.id for record in self.view(lambda view: view.find(cls, **equals))]

    def text(self, turn: str) -> str:
        return str(self.view(lambda view: view.get(Turn, turn)).text)

    # Texts.

    @rule(turns=st.lists(st.integers(0, 4), min_size=1, max_size=3))
    def add_source(self, turns: list[int]) -> None:
        if len(self.texts.sources) >= 2:
            return
        texts = [self.new_words(count) for count in turns]
        done = self.step(
            "sources.add",
            name=self.name("source"),
            turns=[{"text": " ".join(words)} for words in texts],
        )
        assert done is not None
        ids = [t.id for t in self.view(lambda view: turns_of(view, done.id))]
        self.texts.sources[done.id] = ids
        self.texts.words |= dict(zip(ids, texts, strict=True))

    @rule(which=PICK, start=PICK, length=FEW, new=FEW)
    def correct_turn(self, which: int, start: int, length: int, new: int) -> None:
        turn = self.pick(self.texts.words, which)
        present = self.texts.words[turn]
        start %= len(present) + 1
        end = min(len(present), start + length)
        # Several words for several words can be matched in more ways than one.
        count = min(new, 1) if end - start > 1 else new
        edit = Edit(turn, start, end, self.new_words(count))
        done = self.step("turns.correct", turn=turn, text=corrected(self.text(turn), edit))
        assert done is not None
        self.texts.correct(edit)

    @rule(which=PICK, at=PICK)
    def split_turn(self, which: int, at: int) -> None:
        turn = self.pick(self.texts.words, which)
        words = self.texts.words[turn]
        if len(words) < 2:
            edge = at % 2 * len(self.text(turn))
            assert self.step("turns.split", turn=turn, at=edge) is None
            return
        at = 1 + at % (len(words) - 1)
        done = self.step("turns.split", turn=turn, at=self.text(turn).index(words[at]))
        assert done is not None
        self.texts.split(turn, at, done.id)

    @rule(which=PICK)
    def join_turns(self, which: int) -> None:
        turn = self.pick(self.texts.words, which)
        last = self.texts.sources[self.texts.source_of(turn)][-1] == turn
        done = self.step("turns.join", turn=turn)
        assert (done is None) == last
        if done is not None:
            self.texts.join(turn)

    @rule(which=PICK, first=st.booleans(), count=FEW)
    def insert_turn(self, which: int, first: bool, count: int) -> None:
        after = self.pick(self.texts.words, which)
        source = self.texts.source_of(after)
        words = self.new_words(count)
        after = "" if first else after
        done = self.step("turns.insert", source=source, after=after, text=" ".join(words))
        assert done is not None
        self.texts.insert(source, after, done.id, words)

    @rule(which=PICK)
    def drop_turn(self, which: int) -> None:
        turn = self.pick(self.texts.words, which)
        turns = self.texts.sources[self.texts.source_of(turn)]
        here = turns.index(turn)
        if len(self.texts.words) == 1:
            return
        held = any(
            turns.index(span.first) <= here <= turns.index(span.last)
            for span in self.texts.spans()
            if span.first in turns
        )
        done = self.step("turns.drop", turn=turn)
        assert (done is None) == held
        if done is not None:
            self.texts.drop(turn)

    # Codings and quotes.

    def stretch(self, which: int, start: int, length: int) -> tuple[Span, dict[str, Any]] | None:
        source = self.pick(self.texts.sources, which)
        places = self.texts.places(source)
        if not places:
            return None
        start %= len(places)
        end = min(len(places) - 1, start + length)
        span = self.texts.stretch(source, start, end)
        fields = {
            "turn": span.first,
            "start": self.text(span.first).index(span.words[0]),
            "end_turn": span.last,
            "end": self.text(span.last).index(span.words[-1]) + len(span.words[-1]),
        }
        return span, fields

    @rule(which=PICK, start=PICK, length=st.integers(0, 6), code=PICK)
    def add_coding(self, which: int, start: int, length: int, code: int) -> None:
        found = self.stretch(which, start, length)
        codes = self.ids(Code)
        if found is None or not codes:
            return
        span, fields = found
        span.code = self.pick(codes, code)
        done = self.step("codings.add", codings=[{**fields, "code": span.code}])
        assert done is not None
        self.texts.codings[done.result[0]] = span

    @precondition(lambda self: self.texts.codings)
    @rule(coding=PICK, which=PICK, start=PICK, length=FEW)
    def move_coding(self, coding: int, which: int, start: int, length: int) -> None:
        found = self.stretch(which, start, length)
        if found is None:
            return
        moved = self.pick(self.texts.codings, coding)
        old, (span, fields) = self.texts.codings[moved], found
        done = self.step("codings.move", coding=moved, **fields)
        assert (done is None) == (old.source != span.source)
        if done is not None:
            span.code, span.made_on = old.code, old.made_on
            self.texts.codings[moved] = span

    @precondition(lambda self: self.texts.codings)
    @rule(coding=PICK, code=PICK)
    def recode(self, coding: int, code: int) -> None:
        recoded, to = self.pick(self.texts.codings, coding), self.pick(self.ids(Code), code)
        assert self.step("codings.recode", codings=[recoded], code=to) is not None
        self.texts.codings[recoded].code = to

    @precondition(lambda self: self.texts.codings)
    @rule(coding=PICK)
    def drop_coding(self, coding: int) -> None:
        dropped = self.pick(self.texts.codings, coding)
        assert self.step("codings.drop", codings=[dropped]) is not None
        del self.texts.codings[dropped]

    @rule(which=PICK, start=PICK, length=st.integers(0, 6), theme=PICK)
    def add_quote(self, which: int, start: int, length: int, theme: int) -> None:
        found = self.stretch(which, start, length)
        if found is None:
            return
        span, fields = found
        chosen = self.pick(["", *self.ids(Theme)], theme)
        done = self.step("quotes.add", **fields, theme=chosen)
        assert done is not None
        self.texts.quotes[done.id] = span

    @precondition(lambda self: self.texts.quotes)
    @rule(quote=PICK)
    def refresh_quote(self, quote: int) -> None:
        chosen = self.pick(self.texts.quotes, quote)
        span = self.texts.quotes[chosen]
        done = self.step("quotes.refresh", quote=chosen)
        assert (done is None) == span.gone
        if done is not None:
            span.made_on = list(span.words)

    @precondition(lambda self: self.texts.quotes)
    @rule(quote=PICK)
    def drop_quote(self, quote: int) -> None:
        dropped = self.pick(self.texts.quotes, quote)
        assert self.step("quotes.drop", quote=dropped) is not None
        del self.texts.quotes[dropped]

    @invariant()
    def texts_are_those_of_the_model(self) -> None:
        if self.study is not None:
            self.view(self._compare)

    def _compare(self, view: Any) -> None:
        for source, turns in self.texts.sources.items():
            stored = turns_of(view, source)
            assert [turn.id for turn in stored] == turns
            assert [turn.text.split() for turn in stored] == [self.texts.words[t] for t in turns]
        codings = {coding.id: coding for coding in view.find(Coding)}
        assert codings.keys() == self.texts.codings.keys()
        for coding, span in self.texts.codings.items():
            stored = codings[coding]
            assert stored.gone == span.gone
            assert stored.code == span.code
            assert stored.quote.split() == span.made_on
            if not span.gone:
                assert covered(view, stored).split() == span.words
                assert words_now(stored) == covered(view, stored)
        quotes = {quote.id: quote for quote in view.find(Quote)}
        assert quotes.keys() == self.texts.quotes.keys()
        for quote, span in self.texts.quotes.items():
            stale = stale_words(view, quotes[quote])
            assert (stale is None) == (span.words == span.made_on)

    def teardown(self) -> None:
        if self.study is None:
            return
        verdict = self.study.verify()
        assert verdict.sound, verdict.problems
        assert self.view(disagreements) == []
        self.study.close()
