"""What QualCoder's importer makes of a .qdpx: its rules, its unique names, in our own words.

Written from reading its public code (src/qualcoder/refi.py and the tables of __main__.py), with
what it loses and where it breaks off; its tables can be read with `heddle.exchange.qualcoder`.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zipfile
from pathlib import Path

from lxml import etree

TABLES = """
CREATE TABLE project (databaseversion, about, memo);
CREATE TABLE code_cat (catid INTEGER PRIMARY KEY, name, owner, date, memo, supercatid,
    UNIQUE(name));
CREATE TABLE code_name (cid INTEGER PRIMARY KEY, name, memo, catid, owner, date, color,
    UNIQUE(name));
CREATE TABLE source (id INTEGER PRIMARY KEY, name, fulltext, mediapath, memo, owner, date,
    av_text_id, UNIQUE(name));
CREATE TABLE code_text (ctid INTEGER PRIMARY KEY, cid, fid, seltext, pos0, pos1, owner, date, memo,
    avid, important, UNIQUE(cid, fid, pos0, pos1, owner));
CREATE TABLE annotation (anid INTEGER PRIMARY KEY, fid, pos0, pos1, memo, owner, date,
    UNIQUE(fid, pos0, pos1, owner));
CREATE TABLE cases (caseid INTEGER PRIMARY KEY, name, memo, owner, date, UNIQUE(name));
CREATE TABLE case_text (id INTEGER PRIMARY KEY, caseid, fid, pos0, pos1, owner, date, memo);
CREATE TABLE attribute_type (name TEXT PRIMARY KEY, memo, caseOrFile, valuetype);
CREATE TABLE attribute (attrid INTEGER PRIMARY KEY, name, attr_type, value, id, owner, date,
    UNIQUE(name, attr_type, id));
CREATE TABLE journal (jid INTEGER PRIMARY KEY, name, jentry, owner, date, UNIQUE(name));
INSERT INTO project VALUES ('v11', 'QualCoder 3.5', '');
"""


class Importer:
    """One import; afterwards `database` is QualCoder's."""

    def __init__(self, path: Path) -> None:
        self.database = sqlite3.connect(":memory:", isolation_level=None)
        self.database.executescript(TABLES)
        with zipfile.ZipFile(path) as archive:
            self._members = {name: archive.read(name) for name in archive.namelist()}
        root = etree.fromstring(self._members["project.qde"])
        self._users = {e.get("guid"): e.get("name") for e in root.iterfind("{*}Users/{*}User")}
        self._codes: dict[str, int] = {}
        self._noted: set[str] = set()
        for code in root.iterfind("{*}CodeBook/{*}Codes/{*}Code"):
            self._code(code, None)
        variables = {e.get("guid"): e.get("name") for e in root.iter("{*}Variable")}
        for name in variables.values():
            self._put("attribute_type", name=name, caseOrFile="file")
        for source in root.iterfind("{*}Sources/{*}TextSource"):
            self._source(source, variables)
        for note in root.iterfind("{*}Notes/{*}Note"):
            self._note(note)
        self._cases(root, variables)

    def _put(self, table: str, **values: object) -> int:
        places = ", ".join("?" * len(values))
        done = self.database.execute(
            f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", [*values.values()]
        )
        return int(done.lastrowid or 0)

    def count(self, table: str) -> int:
        return int(self.database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def _code(self, code: etree._Element, above: int | None) -> None:
        """What is below a code, whatever it is, is taken for a code: a note's reference too."""
        said = code.find("{*}Description")
        memo = said.text if said is not None else ""
        below = [child for child in code if child is not said]
        name, row = code.get("name"), above
        with contextlib.suppress(sqlite3.IntegrityError):
            if below:
                row = self._put("code_cat", name=name, memo=memo, supercatid=above)
            if not below or code.get("isCodable") == "true":
                colour = code.get("color")
                cid = self._put("code_name", name=name, memo=memo, catid=row, color=colour)
                self._codes[code.get("guid", "")] = cid
        for child in below:
            self._code(child, row)

    def _source(self, source: etree._Element, variables: dict[str, str]) -> None:
        path = source.get("plainTextPath", "").split("internal:/")[1]
        text = self._members[f"sources{path}"].decode("utf-8")
        memo = source.findtext("{*}Description") or ""
        number = self._put(
            "source", name=source.get("name"), fulltext=text, memo=memo, **self._who(source)
        )
        for selection in source.iterfind("{*}PlainTextSelection"):
            self._selection(selection, number, text)
        self._noted |= {e.get("targetGUID", "") for e in source.iterfind("{*}NoteRef")}
        for value in source.iterfind("{*}VariableValue"):
            name = variables[value[0].get("targetGUID", "")]
            self._put("attribute", name=name, attr_type="file", value=value[1].text, id=number)

    def _selection(self, selection: etree._Element, number: int, text: str) -> None:
        """The coder is the selection's; a selection without a coding is an annotation."""
        start, end = (int(selection.get(f"{edge}Position", "")) for edge in ("start", "end"))
        at = {"fid": number, "pos0": start, "pos1": end, **self._who(selection)}
        memo = selection.findtext("{*}Description") or ""
        codings = selection.findall("{*}Coding")
        for coding in codings:
            cid = self._codes.get(coding[0].get("targetGUID", ""))
            with contextlib.suppress(sqlite3.IntegrityError):
                self._put("code_text", cid=cid, seltext=text[start:end], memo=memo, **at)
        if not codings:
            self._put("annotation", memo=memo, **at)  # one that is there already ends the import

    def _note(self, note: etree._Element) -> None:
        """A note that a source refers to is no journal, and is lost without a place in it."""
        if note.get("guid") in self._noted:
            return
        path = note.get("plainTextPath", "").split("internal:/")[1]
        words = self._members[f"sources{path}"].decode("utf-8")
        self._put("journal", name=note.get("name"), jentry=words, **self._who(note))

    def _cases(self, root: etree._Element, variables: dict[str, str]) -> None:
        """What is coded with a code of a case's GUID is the case's text; the code goes."""
        for case in root.iterfind("{*}Cases/{*}Case"):
            number = self._put("cases", name=case.get("name"))
            for value in case.iterfind("{*}VariableValue"):
                name = variables[value[0].get("targetGUID", "")]
                self._put("attribute", name=name, attr_type="case", value=value[1].text, id=number)
            cid = self._codes.get(case.get("guid", ""))
            self.database.execute("DELETE FROM code_name WHERE cid = ?", [cid])
            self.database.execute(
                "INSERT INTO case_text (caseid, fid, pos0, pos1, owner, date, memo)"
                " SELECT ?, fid, pos0, pos1, owner, date, memo FROM code_text WHERE cid = ?",
                [number, cid],
            )
            self.database.execute("DELETE FROM code_text WHERE cid = ?", [cid])

    def _who(self, element: etree._Element) -> dict[str, str]:
        date = element.get("creationDateTime") or element.get("modifiedDateTime")
        if date is None and element.tag.endswith("Note"):
            raise AttributeError(date)  # it asks a missing date for its parts
        day = (date or "").replace("T", " ").replace("Z", "")
        return {"owner": self._users.get(element.get("creatingUser", ""), "default"), "date": day}
