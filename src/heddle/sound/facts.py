"""What is known of a recording's file, kept beside what was made from it."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from heddle.errors import NotFound
from heddle.store.media import Media

FACTS: Final = "sound.json"
PEAKS: Final = "peaks"
PLAYBACK: Final = "playback"
"""Names of derived files."""

Why = Literal["", "form", "rates vary", "no index"]
"""Why a browser plays a file badly: it does not know the form, or cannot find a second in it."""
SILENT: Final = 0.001
"""A recording whose loudest sample is below this (-60 dB) is silence."""

_NAMES: Final = {
    "mov": "MP4",
    "mp3": "MP3",
    "wav": "WAV",
    "ogg": "Ogg",
    "matroska": "WebM",
    "flac": "FLAC",
    "aac": "AAC",
    "amr": "AMR",
    "asf": "WMA",
    "aiff": "AIFF",
}
_ENDINGS: Final[dict[str, frozenset[str]]] = {
    "mov": frozenset({"m4a", "mp4", "m4v", "mov", "3gp", "3gpp", "m4b", "3g2"}),
    "mp3": frozenset({"mp3", "mp2", "mpga"}),
    "wav": frozenset({"wav", "wave", "bwf"}),
    "ogg": frozenset({"ogg", "oga", "opus", "ogv", "spx"}),
    "matroska": frozenset({"webm", "mkv", "mka", "weba"}),
    "flac": frozenset({"flac"}),
    "aac": frozenset({"aac", "adts"}),
    "amr": frozenset({"amr", "awb", "3ga"}),
    "asf": frozenset({"wma", "wmv", "asf"}),
    "aiff": frozenset({"aif", "aiff", "aifc"}),
}
ENDINGS: Final = frozenset(each for endings in _ENDINGS.values() for each in endings) | {
    "caf", "avi", "mpg", "mpeg", "ac3", "wv", "ape", "tta", "au", "mts"
}  # fmt: skip
"""How names of sound and video files end."""


class Facts(msgspec.Struct, kw_only=True):
    """What a sound file is."""

    container: str
    """FFmpeg's first name of the form: "mov" for M4A and MP4."""
    codec: str
    seconds: float
    """Length of what is there, measured."""
    promised: float = 0.0
    """Length that its header says, where that is more; 0: no more than there is."""
    rate: int
    """Samples per second."""
    channels: int
    form: Literal["audio", "video"] = "audio"
    copy: Why = ""
    """Why it needs a copy to play; empty: a browser plays it well as it is."""
    spoilt: int = 0
    """Packets that cannot be read."""
    loudest: float | None = None
    """The loudest sample (0 to 1); None: not decoded yet."""

    @property
    def name(self) -> str:
        """What people call a file of this form."""
        return _NAMES.get(self.container, self.container.upper())

    @property
    def silent(self) -> bool:
        """Whether there is nothing to be heard in it, as far as that is known."""
        return self.loudest is not None and self.loudest < SILENT

    def misnamed(self, file_name: str) -> bool:
        """Tell whether a file's name ends as files of another form do."""
        ending = ending_of(file_name)
        return ending in ENDINGS and ending not in _ENDINGS.get(self.container, {ending})


def ending_of(file_name: str) -> str:
    """Return how a file's name ends, in small letters without the point."""
    return file_name.rpartition(".")[2].lower() if "." in file_name else ""


def facts(media: Media, digest: str) -> Facts | None:
    """Return what is known of a kept file; None where nobody has looked yet."""
    try:
        return msgspec.json.decode(media.derived.read(digest, FACTS), type=Facts)
    except (NotFound, msgspec.MsgspecError):
        return None


def keep_facts(media: Media, digest: str, found: Facts) -> None:
    """Keep what was found out about a kept file; raises StorageFailed."""
    media.derived.keep(digest, FACTS, msgspec.json.encode(found))
