"""Meetings of the QMSum corpus: {"meeting_transcripts": [{"speaker", "content"}], ...}.

Format: Zhong and others 2021, "QMSum: A New Benchmark for Query-based Multi-domain Meeting
Summarization" (NAACL), and the files of its repository.
"""

from __future__ import annotations

from typing import Any

from heddle.exchange.draft import Draft
from heddle.exchange.reading import Reading
from heddle.exchange.talk.values import label, words

_LOST = {
    "topic_list": "lists of topics and questions about the meeting",
    "general_query_list": "lists of topics and questions about the meeting",
    "specific_query_list": "lists of topics and questions about the meeting",
}


def read(value: dict[str, Any], draft: Draft) -> Reading:
    """Read a parsed meeting; each entry is a turn."""
    for name, what in _LOST.items():
        draft.lose(what, 1 if value.get(name) else 0)
    for entry in value["meeting_transcripts"]:
        if not isinstance(entry, dict):
            draft.lose("segments that cannot be read")
            continue
        text = words(entry.get("content"), draft).strip()
        draft.add_turn(text, speaker=label(entry.get("speaker"), draft))
    return draft.finish("qmsum", voiced=True)
