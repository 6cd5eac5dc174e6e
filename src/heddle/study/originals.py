"""Originals: which kept files the study's records name, and which nothing names."""

from __future__ import annotations

from heddle.log.view import View
from heddle.store.media import Media
from heddle.study.recordings import Recording
from heddle.study.sources import Source


def problems(view: View, media: Media) -> list[str]:
    """Return what is wrong with the kept files: missing, unreadable or changed.

    A source's original is always kept here; a recording's file may lie elsewhere.
    """
    sources = {source.file_hash for source in view.find(Source) if source.file_hash}
    sounds = {each.file_hash for each in view.find(Recording) if not each.deleted}
    return media.problems(sources | (sounds & set(media.all())))


def deleted(view: View) -> set[str]:
    """Return the hashes of recordings that were deleted and that nothing standing names."""
    named = {source.file_hash for source in view.find(Source)}
    named |= {each.file_hash for each in view.find(Recording, deleted="")}
    gone = {each.file_hash for each in view.find(Recording) if each.deleted}
    return gone - named - {""}


def recorded(view: View) -> set[str]:
    """Return the hashes of recordings that are no source's original: they stay in the study."""
    named = {source.file_hash for source in view.find(Source)}
    return {each.file_hash for each in view.find(Recording)} - named - {""}


def strays(view: View, media: Media) -> list[str]:
    """Return hashes of kept files that nothing refers to."""
    named = {source.file_hash for source in view.find(Source)}
    named |= {recording.file_hash for recording in view.find(Recording)}
    return [digest for digest in media.all() if digest not in named]
