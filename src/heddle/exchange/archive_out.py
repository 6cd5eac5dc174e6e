"""The archive: a study as a plain package (.zip) that is read with a text editor in twenty years.

The layout is that of BagIt (RFC 8493): what is kept lies in data/, and manifest-sha256.txt has
the checksum of each file. As spoken, it holds the log of the study and all original files, so
that `heddle restore` makes an identical study of it. Pseudonymised, it is what an archive or a
reader outside the team gets: texts, codebook, codings, a REFI-QDA project, the audit trail and
the certificates of what was deleted, all with the accepted substitutions, and no log, because
the log has every word as it was spoken.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

import msgspec

from heddle.errors import Refused
from heddle.exchange import tables_out
from heddle.exchange.bag import LOG, MANIFEST, MEDIA, STUDY, beside, manifest
from heddle.exchange.cells import write_csv
from heddle.exchange.refi import project_out
from heddle.exchange.refi.profiles import PROFILES
from heddle.exchange.refi.texts import Running
from heddle.log import tables
from heddle.log.gestures import read_gestures
from heddle.log.setup import identity
from heddle.log.view import View
from heddle.privacy.gate import Passage
from heddle.privacy.holding import passages_of
from heddle.report import assembly
from heddle.report.files import render
from heddle.report.passages import passages
from heddle.store.media import Media
from heddle.study import listing, originals, rewording
from heddle.study.codes import Code
from heddle.study.facts import facts_of
from heddle.study.sources import Source, Speaker, turns_of
from heddle.study.wording import Wording
from heddle.version import __version__

LARGEST: Final = 1 << 30
"""Bytes of kept files that an archive takes, for it is made in memory."""
FORMAT: Final = 1
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
_REPORTS: Final = ("codebook", "audit-trail", "certificates", "data-plan", "processing")


class About(msgspec.Struct, kw_only=True):
    """What an archive says of itself (data/study.json)."""

    format: int = FORMAT
    """Of the archive."""
    log: int = tables.FORMAT
    """Of the log."""
    study: str
    """The id that all copies of the study share."""
    program: str = f"Heddle {__version__}"
    form: str
    steps: int
    """Lines of the log; 0 where it is left out."""


class Packed(msgspec.Struct, kw_only=True):
    """An archive that was made."""

    data: bytes = b""
    files: dict[str, bytes] = {}
    """What is not packed yet."""
    passages: list[Passage]
    notes: tuple[str, ...] = ()


def pack(view: View, said: Wording, media: Media | None) -> Packed:
    """Make the archive of a study in one wording.

    Raises:
        Refused: "too-large", where the kept files are larger than an archive takes.
    """
    whole = said.form == "original"
    packing = _Packing(view, said)
    packing.texts()
    packing.listings(whole=whole)
    packing.reports()
    packing.refi()
    steps = packing.log() if whole else 0
    if whole and media is not None:
        packing.media(media)
    about = About(study=identity(view.connection).study, form=said.form, steps=steps)
    packing.files[STUDY] = msgspec.json.format(msgspec.json.encode(about), indent=1)
    packing.files["data/README.txt"] = _readme(
        said.note(facts_of(view).title), whole=whole
    ).encode()
    notes = [_WHOLE if whole else _PART, _OPEN]
    return Packed(data=_zipped(packing.files), passages=packing.passages, notes=tuple(notes))


def history(view: View, said: Wording, media: Media | None) -> Packed:
    """Return what makes a file a whole study again, as files beside a project.

    The same log and original files as in an archive, to stand beside a project for other programs.

    Raises:
        Refused: "history", where that would have words that are substituted.
    """
    if said.form != "original":
        raise Refused(
            "The history of a study has every word as it was spoken, and this export substitutes "
            "names; nothing was written.",
            "Write it as it was spoken (--original), or the project without its history "
            "(--profile standard).",
            code="history",
        )
    packing = _Packing(view, said)
    packing.listings(whole=True)
    packing.files.clear()
    steps = packing.log()
    if media is not None:
        packing.media(media)
    about = About(study=identity(view.connection).study, form=said.form, steps=steps)
    packing.files[STUDY] = msgspec.json.format(msgspec.json.encode(about), indent=1)
    files = {beside(name): data for name, data in packing.files.items()}
    return Packed(files=files, passages=packing.passages)


class _Packing:
    """The files of an archive, by their path in it."""

    def __init__(self, view: View, said: Wording) -> None:
        self.files: dict[str, bytes] = {}
        self.passages: list[Passage] = []
        self._view = view
        self._said = said

    def texts(self) -> None:
        """Write each source as a text, numbered: a name may say who somebody is."""
        rows = []
        for number, source in enumerate(self._view.find(Source, "name"), 1):
            speakers = self._view.find(Speaker, source=source.id)
            labels = {each.id: self._said.note(each.name) for each in speakers}
            running = Running(turns_of(self._view, source.id), labels, self._said)
            name = f"{number:03d}.txt"
            self.files[f"data/texts/{name}"] = (running.text + "\n").encode()
            rows.append([name, self._said.note(source.name), source.form, source.language])
        headers = ["file", "name", "form", "language"]
        self.files["data/texts.csv"] = write_csv(headers, rows)

    def listings(self, *, whole: bool) -> None:
        """Write codings as a table, and with the whole study all listings as JSON.

        Who was invited and what the team said among themselves is nothing for others to have.
        """
        nouns = listing.NOUNS if whole else ("codings",)
        rows = {n: rewording.rows(self._view, n, self._said) for n in nouns}
        if whole:
            self.files["data/everything.json"] = tables_out.everything(rows)
        self.files["data/codings.csv"], _ = tables_out.codings(rows["codings"])
        for each in rows.values():
            self.passages += passages_of(each)

    def reports(self) -> None:
        """Write what people read: codebook, audit trail, certificates, retention."""
        for part in _REPORTS:
            report = assembly.report(self._view, part, form=self._said.form)
            self.files[f"data/{part}.html"], _ = render(report, "html")
            self.passages += passages(report)

    def refi(self) -> None:
        """Write the study as other programs read it."""
        made = project_out.project(self._view, self._said, PROFILES["standard"])
        self.files["data/project.qdpx"] = made.data
        self.passages += made.passages
        if self._view.count(Code):
            self.files["data/codebook.qdc"] = project_out.codebook(self._view, self._said).data

    def log(self) -> int:
        """Write the log, one step a line; returns how many steps."""
        lines = [msgspec.json.encode(each) for each in read_gestures(self._view.connection)]
        self.files[LOG] = b"".join(line + b"\n" for line in lines)
        return len(lines)

    def media(self, media: Media) -> None:
        """Keep all original files under their hashes; recordings never leave the study."""
        total = 0
        sounds = originals.recorded(self._view)
        for digest in media.all():
            if digest in sounds:
                continue
            data = media.read(digest)
            total += len(data)
            if total > LARGEST:
                raise Refused(
                    f"The original files are larger than {LARGEST >> 30} GiB, "
                    "more than an archive takes; nothing was written.",
                    "Copy the study's folder while Heddle is closed: it is a whole copy too.",
                    code="too-large",
                )
            self.files[f"{MEDIA}{digest[:2]}/{digest}"] = data


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """Return the package with its checksums (RFC 8493, sections 2.1 and 2.2)."""
    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": (
            f"Bag-Software-Agent: Heddle {__version__}\n"
            f"Payload-Oxum: {sum(map(len, files.values()))}.{len(files)}\n"
        ).encode(),
        MANIFEST: manifest(files),
    }
    tags["tagmanifest-sha256.txt"] = manifest(tags)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [*tags.items(), *files.items()]:
            member = zipfile.ZipInfo(name, _EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o100600 << 16
            archive.writestr(member, data)
    return whole.getvalue()


def _readme(title: str, *, whole: bool) -> str:
    log = _LOG if whole else _NO_LOG
    return f"{title}\n\n{_FILES}{log}{_CHECKS}"


_WHOLE: Final = (
    "It holds the whole study as it was spoken, with its history; “heddle restore” makes the "
    "same study of it."
)
_PART: Final = (
    "Names are substituted, so neither the log nor the original files are in it, and it cannot "
    "be made a study again; with --original it can."
)
_OPEN: Final = "It is not encrypted: whoever has the file can read it."
_FILES: Final = """\
A study of Heddle as plain files. All of them are text (UTF-8), pages for a browser, or tables.

texts/            each source as a text, numbered; texts.csv says which is which
codebook.html     the codes with their definitions and rules of use
codings.csv       which words have which code, by whom
project.qdpx      the study for other programs (REFI-QDA project), codebook.qdc its codes
audit-trail.html  every step of the work, dated, chained by hashes
certificates.html what was deleted when, and who withdrew
data-plan.html    how long each class of data is kept; processing.html what was done with it
study.json        what this package is: its form, and the id that all copies of the study share
"""
_LOG: Final = """\
everything.json   all of the study's lists: turns, people, codes, codings, themes, quotes ...
log.jsonl         the log: one step a line, as JSON; everything above was made from it
media/            original files, named by the SHA-256 of their bytes; no recordings

In the log "patches" are the facts of a step: "create", "set" or "drop" of one record, with the
fields as they were left ("after") and found ("before") in "content". Hashes and salts are in
base64. What was erased has no content. “heddle restore FILE DIR” makes the study of it again.
"""
_NO_LOG: Final = """\
everything.json   all of the study's lists: turns, people, codes, codings, themes, quotes ...

Names and other words that could say who somebody is are substituted, in [brackets]. So the log
and the original files, which have every word as it was spoken, are not in this package; nor are
the lists of who was invited and of what the team noted.
"""
_CHECKS: Final = """\

The package is a bag (RFC 8493): manifest-sha256.txt has the checksum of each file, which any
program for checksums can test, such as: sha256sum -c manifest-sha256.txt
"""
