"""What is kept: elements of a project that have no place in a study, to be written back.

A leftover's data is the element itself in the standard's namespace, with GUIDs in small letters.
What only Heddle needs to know stands in attributes of a namespace of its own, and is taken off
before the element is written: the words of a selection (offsets mean nothing once a text was
corrected), and the bytes of a small picture.
"""

from __future__ import annotations

from typing import Final

NAMESPACE: Final = "urn:heddle:kept:1"
WORDS: Final = f"{{{NAMESPACE}}}words"
"""The words of a selection."""
SOURCE: Final = f"{{{NAMESPACE}}}source"
"""GUID of the source or note that a selection stands in."""
MEMBER: Final = f"{{{NAMESPACE}}}member"
"""A file of the project in base64."""
SELECTION: Final = "selection"
"""The part of a coding whose GUID its selection has, where no other program gave it one."""
SELECTIONS: Final = "Selections"
"""A leftover of this kind says which selection each coding of a source stood in: JSON, the keys of
the selections by those of the codings."""
ENDING: Final = f"{{{NAMESPACE}}}ending"
"""How the name of that file ends."""
START: Final = f"{{{NAMESPACE}}}start"
"""Where a selection began, in code points of its text."""
LARGEST_MEMBER: Final = 1 << 20
"""Bytes of a picture that is kept; a study's log is no place for larger ones."""
MOST: Final = 8 << 20
"""Bytes of pictures that are kept of one project."""
LABELS: Final = {
    "Link": "links between things",
    "Set": "sets of codes, texts or notes",
    "Graph": "graphs",
    "PictureSource": "pictures, with what was marked and coded in them",
    "AudioSource": "sound recordings, with what was marked and coded in them",
    "VideoSource": "video recordings, with what was marked and coded in them",
    "PDFSelection": "areas of PDF pages",
    "PlainTextSelection": "selections without a code",
    "TranscriptSelection": "selections of recordings without words",
}
"""Kind of element -> what it is called when it is told that it is kept."""
RELATIVE: Final = "relative:///"
"""How the path of a recording begins that lies beside the project; its folders are not kept."""
PRIVATE: Final = ("path", "currentPath", "plainTextPath", "richTextPath", "basePath")
"""Attributes that can hold a personal path."""
