"""Recordings and originals, by their hash, in the pieces that a player asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Final
from urllib.parse import quote

import msgspec
from litestar import Response, get
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath, HeaderParameter
from litestar.response import Stream

from heddle.errors import NotFound
from heddle.sound.facts import PEAKS, PLAYBACK
from heddle.store.media import Media
from heddle.store.pieces import Kept
from heddle.study.recordings import Recording
from heddle.study.sources import Source
from heddle.web.errors import ErrorBody
from heddle.web.given import TheHouse
from heddle.web.house import House

_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
"""One range; a list of many is a way to make servers work, and no player sends one."""


COPY_TYPE: Final = "audio/mp4"
"""Of every copy to play."""


class _Asked(msgspec.Struct):
    """What a file is on record as."""

    name: str
    video: bool
    recording: bool


Wanted = Annotated[str | None, HeaderParameter(name="Range", required=False)]
Unchanged = Annotated[str | None, HeaderParameter(name="If-Range", required=False)]


@get("/media/{digest:str}", sync_to_thread=True)
def read_media(
    house: TheHouse,
    digest: FromPath[str],
    wanted: Wanted = None,
    unchanged: Unchanged = None,
) -> Response[ErrorBody] | Stream:
    """Return a kept file or a piece of it; only a recording is shown, the rest is saved."""
    asked = _asked(house, digest)
    kept = _kept(house).open(digest)
    kind = kept.media_type(video=asked.video) if asked.recording else ""
    return _in_pieces(kept, f'"{digest}"', kind, asked.name, wanted=wanted, unchanged=unchanged)


@get("/media/{digest:str}/play", sync_to_thread=True)
def read_playback(
    house: TheHouse,
    digest: FromPath[str],
    wanted: Wanted = None,
    unchanged: Unchanged = None,
) -> Response[ErrorBody] | Stream:
    """Return the copy of a recording that plays well, or a piece of it."""
    asked = _heard(house, digest)
    kept = _kept(house).derived.open(digest, PLAYBACK)
    return _in_pieces(
        kept, f'"{digest}-play"', COPY_TYPE, asked.name, wanted=wanted, unchanged=unchanged
    )


@get("/media/{digest:str}/peaks", sync_to_thread=True)
def read_peaks(
    house: TheHouse,
    digest: FromPath[str],
    known: Annotated[str | None, HeaderParameter(name="If-None-Match", required=False)] = None,
) -> Response[bytes]:
    """Return the shape of a recording; see `heddle.sound.peaks` for the form of the file."""
    _heard(house, digest)
    data = _kept(house).derived.read(digest, PEAKS)
    headers = {"ETag": f'"{digest}-peaks"'}
    if known == headers["ETag"]:
        return Response(b"", status_code=304, headers=headers)
    return Response(data, headers=headers, media_type="application/octet-stream")


def _in_pieces(
    kept: Kept, tag: str, kind: str, name: str, *, wanted: str | None, unchanged: str | None
) -> Response[ErrorBody] | Stream:
    """Answer with a file or the piece of it that was asked for (RFC 9110, section 14)."""
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": tag,
        "Content-Disposition": disposition(name, inline=bool(kind)),
    }
    first, last, status = 0, kept.size - 1, 200
    if wanted is not None and (unchanged is None or unchanged == tag):
        stretch = part_of(wanted, kept.size)
        if stretch is None:
            kept.close()
            return _unsatisfied(kept.size)
        first, last = stretch
        status = 206
        headers["Content-Range"] = f"bytes {first}-{last}/{kept.size}"
    headers["Content-Length"] = str(last - first + 1)
    return Stream(
        _pieces(kept, first, last),
        status_code=status,
        headers=headers,
        media_type=kind or "application/octet-stream",
        # A player that jumps on may go before the first piece is read: nobody else closes it.
        background=BackgroundTask(_done_with, kept),
    )


async def _done_with(kept: Kept) -> None:
    kept.close()


def _kept(house: House) -> Media:
    if house.study.media is None:
        raise NotFound("This study keeps no files.")
    return house.study.media


def _heard(house: House, digest: str) -> _Asked:
    asked = _asked(house, digest)
    if not asked.recording:
        raise NotFound("There is no recording with this hash in the study.")
    return asked


def part_of(wanted: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte that a Range header asks for; None: not to be had."""
    match = _RANGE.fullmatch(wanted.strip())
    if match is None or match.groups() == ("", "") or size == 0:
        return None
    begin, end = match.groups()
    if not begin:
        length = min(int(end), size)
        return (size - length, size - 1) if length else None
    first, last = int(begin), min(int(end) if end else size - 1, size - 1)
    return (first, last) if first <= last else None


def disposition(name: str, *, inline: bool = False) -> str:
    """Return a Content-Disposition; a name is data, so it is wholly percent-encoded."""
    return f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"


def _asked(house: House, digest: str) -> _Asked:
    """Return what a hash is on record as; raises NotFound where no record names it."""
    with house.study.whole() as view:
        recording = view.first(Recording, file_hash=digest) if digest else None
        if recording is not None and not recording.deleted:
            return _Asked(recording.file_name or "recording", recording.form == "video", True)
        source = view.first(Source, file_hash=digest) if digest else None
        if source is not None:
            return _Asked(source.file_name or "original", video=False, recording=False)
    raise NotFound("There is no kept file with this hash in the study.")


def _unsatisfied(size: int) -> Response[ErrorBody]:
    body = ErrorBody(code="range", problem="This piece of the file cannot be had.", hint="")
    return Response(
        body,
        status_code=416,
        headers={"Content-Range": f"bytes */{size}"},
        media_type="application/json",
    )


def _pieces(kept: Kept, first: int, last: int) -> Iterator[bytes]:
    yield from kept.pieces(first, last)
