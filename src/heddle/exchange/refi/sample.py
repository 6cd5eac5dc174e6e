"""A small project, read once where the readers are loaded, and broken by those who test them."""

from __future__ import annotations

import io
import zipfile
from typing import Final

_QDE: Final = """<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="Sample" origin="Sample 1">
<Users><User guid="{0}01" name="Ann"/></Users>
<CodeBook><Codes><Code guid="{0}02" name="Care" isCodable="true" color="#ff0000">
<Code guid="{0}03" name="Trust" isCodable="false"/></Code></Codes></CodeBook>
<Variables><Variable guid="{0}04" name="age" typeOfVariable="Integer"/></Variables>
<Cases><Case guid="{0}05" name="P1"><VariableValue><VariableRef targetGUID="{0}04"/>
<IntegerValue>44</IntegerValue></VariableValue><SelectionRef targetGUID="{0}08"/></Case></Cases>
<Sources><TextSource guid="{0}06" name="One" plainTextPath="internal://{0}06.txt">
<PlainTextSelection guid="{0}07" startPosition="4" endPosition="8"><Coding guid="{0}09"
 creatingUser="{0}01" creationDateTime="2026-01-02T03:04:05Z"><CodeRef targetGUID="{0}02"/>
<NoteRef targetGUID="{0}11"/></Coding></PlainTextSelection>
<PlainTextSelection guid="{0}08" startPosition="0" endPosition="8"/></TextSource>
<AudioSource guid="{0}0a" name="Two" path="relative:///two.m4a">
<Transcript guid="{0}0b" name="Two" plainTextPath="internal://{0}0b.txt">
<SyncPoint guid="{0}0c" timeStamp="1000" position="0"/><SyncPoint guid="{0}0d" position="5"/>
<TranscriptSelection guid="{0}0e" fromSyncPoint="{0}0c" toSyncPoint="{0}0d"><Coding guid="{0}0f">
<CodeRef targetGUID="{0}02"/></Coding></TranscriptSelection></Transcript></AudioSource></Sources>
<Notes><Note guid="{0}11" name="A note"><PlainTextContent>Remarkable.</PlainTextContent></Note>
</Notes><Links><Link guid="{0}12" originGUID="{0}11" targetGUID="{0}07"/></Links>
<Sets><Set guid="{0}13" name="All"><MemberSource targetGUID="{0}06"/></Set></Sets>
<Graphs><Graph guid="{0}14" name="Map"><Vertex guid="{0}15" representedGUID="{0}02" firstX="1"
 firstY="2"/></Graph></Graphs><Description>Of nothing.</Description></Project>"""
_FIRST: Final = "0b6a4b1e-9c1d-4b77-8f0e-2f6a8c0d11"


def sample() -> tuple[str, bytes]:
    """Return the name and bytes of a project with one thing of most kinds."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", _QDE.format(_FIRST))
        archive.writestr(f"sources/{_FIRST}06.txt", "\ufeffThe wordså\r\nand \U0001f600 more")
        archive.writestr(f"sources/{_FIRST}0b.txt", "Heard words")
    return "sample.qdpx", whole.getvalue()
