"""A theme at two moments of its history: what it said, its codes, its quotes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from heddle.client import Study
from heddle.errors import NotFound
from heddle.study.quotes import Quote
from heddle.study.themes import Feed, Theme
from heddle.study.versions import Version, versions
from web_window import Window, serving, small_study


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    with small_study(tmp_path / "study") as made:
        yield made


def at(study: Study, theme: str, *seqs: int) -> list[Version]:
    with study.view() as view:
        return versions(view, theme, list(seqs)).versions


def moments(study: Study, theme: str) -> list[str]:
    with study.view() as view:
        return [one.operation for one in versions(view, theme, []).moments]


def test_versions_are_what_the_study_was_then(study: Study) -> None:
    theme = study.themes()[0]["id"]
    hope, small = (code["id"] for code in study.codes())
    [quote] = study.quotes()
    study.do("themes.change", theme=theme, name="Carried by small things")
    study.do("themes.unfeed", theme=theme, codes=[hope])
    study.do("quotes.drop", quote=quote["id"])
    study.do("codes.add", name="Unrelated")
    study.undo()
    with study.view() as view:
        found = versions(view, theme, [])
    assert [one.operation for one in found.moments] == [
        "themes.add", "quotes.add", "themes.change", "themes.unfeed", "quotes.drop",
    ]  # fmt: skip
    for moment in found.moments:
        [version] = at(study, theme, moment.seq)
        with study.as_of(seq=moment.seq) as past, past.view() as view:
            [then] = view.find(Theme)
            assert version.texts["name"] == then.name
            assert set(version.codes) == {feed.code for feed in view.find(Feed)}
            assert set(version.quotes) == {quote.id for quote in view.find(Quote)}
    assert at(study, theme, 1) == [Version(seq=1, there=False)]
    assert set(at(study, theme, 10_000)[0].codes) == {small}


def test_merging_takes_quotes_over_and_the_old_theme_keeps_its_past(study: Study) -> None:
    theme = study.themes()[0]["id"]
    other = study.do("themes.add", name="Other").id
    before = study.do("themes.change", theme=other, central_idea="An idea").seq
    merged = study.do("themes.merge", themes=[theme, other], name="Both")
    [then, now] = at(study, theme, before, merged.seq)
    assert (len(then.quotes), len(now.quotes), now.stage) == (1, 0, "merged")
    [new] = at(study, merged.id, merged.seq)
    assert set(new.quotes) == set(then.quotes)
    assert set(new.codes) == set(then.codes)
    assert moments(study, merged.id) == ["themes.merge"]
    study.undo()
    assert moments(study, theme)[-1] == "undo"
    assert at(study, merged.id, 10_000)[0].there is False


def test_a_quote_that_only_changes_its_cut_is_no_moment_of_the_theme(study: Study) -> None:
    theme = study.themes()[0]["id"]
    before = moments(study, theme)
    study.do("quotes.change", quote=study.quotes()[0]["id"], in_table=True)
    assert moments(study, theme) == before


def test_only_themes_have_versions(study: Study) -> None:
    with pytest.raises(NotFound):
        at(study, study.codes()[0]["id"], 1)
    with serving(study) as served, Window(served) as window:
        theme = study.themes()[0]["id"]
        told = window.read(f"themes/{theme}/versions", at="1,9999,x,-3")
        assert [one["seq"] for one in told["versions"]] == [1, 9999]
        assert window.get("/api/themes/%25/versions").status_code == 404
