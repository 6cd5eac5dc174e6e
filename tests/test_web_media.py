"""Recordings in pieces, originals to save, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heddle.client import Study
from heddle.web.media import disposition, part_of
from web_window import Window, serving, small_study

SOUND = b"ID3" + bytes(range(256)) * 2000
PAGE = b"<html><script>alert(1)</script>"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    with small_study(tmp_path_factory.mktemp("media") / "study") as made:
        yield made


@pytest.fixture(scope="module")
def window(study: Study) -> Iterator[Window]:
    with serving(study) as served, Window(served) as opened:
        yield opened


@pytest.fixture(scope="module")
def sound(study: Study) -> str:
    assert study.media is not None
    digest = study.media.keep(SOUND)
    session = study.do("sessions.add", name="1").id
    study.do("recordings.add", session=session, file_hash=digest, file_name="FG1 møde\r\n.mp3")
    return digest


def test_a_recording_is_played_whole_and_in_pieces(window: Window, sound: str) -> None:
    whole = window.get(f"/api/media/{sound}")
    assert (whole.status_code, whole.content) == (200, SOUND)
    assert whole.headers["content-type"] == "audio/mpeg"
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.headers["content-disposition"].startswith("inline")
    assert "\r" not in whole.headers["content-disposition"]
    for wanted, first, last in [
        ("bytes=0-0", 0, 0),
        ("bytes=5-9", 5, 9),
        ("bytes=500000-", 500_000, len(SOUND) - 1),
        ("bytes=-7", len(SOUND) - 7, len(SOUND) - 1),
        ("bytes=0-99999999", 0, len(SOUND) - 1),
    ]:
        piece = window.get(f"/api/media/{sound}", headers={"Range": wanted})
        assert piece.status_code == 206
        assert piece.content == SOUND[first : last + 1]
        assert piece.headers["content-range"] == f"bytes {first}-{last}/{len(SOUND)}"
        assert piece.headers["content-length"] == str(last - first + 1)


@pytest.mark.parametrize(
    "wanted",
    [
        "bytes=999999999-",
        "bytes=9-5",
        "bytes=-0",
        "bytes=-",
        "bytes=a-b",
        "items=0-1",
        "bytes=0-1,3-4",
        "bytes=" + ",".join("0-0" for _ in range(10_000)),
        "bytes=" + "9" * 5000 + "-",
        "",
    ],
)
def test_a_piece_that_cannot_be_had_is_refused_at_once(
    window: Window, sound: str, wanted: str
) -> None:
    answer = window.get(f"/api/media/{sound}", headers={"Range": wanted})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(SOUND)}"


def test_a_piece_of_a_changed_file_is_the_whole_file(window: Window, sound: str) -> None:
    tag = window.get(f"/api/media/{sound}").headers["etag"]
    same = {"Range": "bytes=0-1", "If-Range": tag}
    assert window.get(f"/api/media/{sound}", headers=same).status_code == 206
    other = {"Range": "bytes=0-1", "If-Range": '"other"'}
    assert window.get(f"/api/media/{sound}", headers=other).content == SOUND


def test_an_original_is_saved_and_never_shown(window: Window, study: Study) -> None:
    assert study.media is not None
    digest = study.media.keep(PAGE)
    study.do("sources.add", name="Page", file_hash=digest, file_name='</a>"; x=.html')
    answer = window.get(f"/api/media/{digest}")
    assert answer.content == PAGE
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%3C%2F")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_page_that_says_it_is_a_recording_is_saved_only(window: Window, study: Study) -> None:
    assert study.media is not None
    digest = study.media.keep(PAGE + b"2")
    session = study.do("sessions.add", name="2").id
    study.do("recordings.add", session=session, file_hash=digest, file_name="talk.mp3")
    answer = window.get(f"/api/media/{digest}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")


def test_only_what_is_on_record_is_served(window: Window, study: Study) -> None:
    assert study.media is not None
    secret = study.media.keep(b"left over from an import that was undone")
    assert window.get(f"/api/media/{secret}").status_code == 404


def test_a_link_in_the_media_folder_is_not_followed(
    window: Window, study: Study, tmp_path: Path
) -> None:
    assert study.media is not None
    (tmp_path / "secret").write_bytes(b"secret")
    digest = "ab" + "0" * 62
    place = study.media.folder / "ab" / digest
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(tmp_path / "secret")
    study.do("sources.add", name="Linked", file_hash=digest)
    assert window.get(f"/api/media/{digest}").status_code == 404


def test_a_file_that_is_gone_says_so(window: Window, study: Study) -> None:
    study.do("sources.add", name="Lost", file_hash="cd" + "0" * 62)
    answer = window.get("/api/media/cd" + "0" * 62)
    assert answer.status_code == 404
    assert "backup" in answer.json()["hint"]


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 50))
def test_a_piece_lies_in_the_file_and_is_what_was_asked_for(
    first: int, last: int, size: int
) -> None:
    data = bytes(range(size))
    found = part_of(f"bytes={first}-{last}", size)
    asked = data[first : last + 1]
    assert (data[found[0] : found[1] + 1] if found else b"") == asked
    tail = part_of(f"bytes=-{last}", size)
    assert (data[tail[0] :] if tail else b"") == (data[-last:] if last else b"")
    rest = part_of(f"bytes={first}-", size)
    assert (data[rest[0] : rest[1] + 1] if rest else b"") == data[first:]


@given(st.text())
def test_no_name_gets_out_of_its_header(name: str) -> None:
    try:
        made = disposition(name)
    except UnicodeEncodeError:
        return  # a lone surrogate, which no record can hold
    assert made.isascii()
    assert made.isprintable()
    assert made.count(";") == 1
