"""Bags: where the files of a study lie in a package, and their checksums (RFC 8493)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

DATA: Final = "data/"
"""Folder of an archive's files."""
HISTORY: Final = "ext/"
"""Folder of a study's history in a project for other programs, which pass it over."""
MANIFEST: Final = "manifest-sha256.txt"
LOG: Final = "data/log.jsonl"
STUDY: Final = "data/study.json"
MEDIA: Final = "data/media/"


def manifest(files: Mapping[str, bytes]) -> bytes:
    """Return the checksums of some files, one a line (RFC 8493, section 2.1.3)."""
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return "".join(lines).encode()


def beside(name: str) -> str:
    """Return where a file of an archive lies in a project for other programs."""
    return name.replace(DATA, HISTORY, 1)
