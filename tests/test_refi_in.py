"""REFI-QDA in: all that other programs write is taken, kept or told."""

from __future__ import annotations

import copy
import io
import random
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

import heddle
import refi_reader
from heddle import outgoing
from heddle.client import Study
from heddle.errors import Unreadable
from heddle.exchange import projects
from heddle.exchange.importing import import_files
from heddle.exchange.project import Project
from heddle.exchange.refi.profiles import PROFILES
from heddle.exchange.refi.project_in import read_refi, recognise
from heddle.exchange.refi.project_out import project
from heddle.exchange.refi.sample import sample
from heddle.outgoing import Wish
from heddle.study.leftovers import Leftover
from heddle.study.wording import Wording
from readers_samples import docx, zipped
from refi_maker import STYLES, Maker, Style, words_coded

TEXT = "Ann: I \U0001f600 care a lot.\nBo: Do you?\nAnn: Yes, we all trust them here.\nBo: Fine."


def read(maker: Maker) -> Project:
    return read_refi("x.qdpx", maker.file())


def lost(found: Project) -> dict[str, int]:
    return {loss.what: loss.count for loss in found.losses}


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    with heddle.create(tmp_path / "study", title="Into") as made:
        yield made


def imported(study: Study, data: bytes, folder: Path, name: str = "theirs.qdpx") -> None:
    (folder / name).write_bytes(data)
    (outcome,) = import_files(study, [folder / name])
    if outcome.error is not None:
        raise outcome.error


def again(study: Study, shared: Path, profile: str = "standard") -> tuple[etree._Element, bytes]:
    """Export, check against the standard's own schema, and return the XML."""
    with study.view() as view:
        data = project(view, Wording(view), PROFILES[profile]).data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("project.qde"))
    etree.XMLSchema(etree.parse(str(shared / "schema" / "Project.xsd"))).assertValid(root)
    return root, data


def whole(style: Style = STYLES["nvivo windows"]) -> Maker:
    """Return a project with a thing of every kind that the standard knows."""
    maker = Maker(style, texts={"One": TEXT, "Two": "Nothing \U0001f600 much.\nBut words."})
    g = maker.guid
    at = TEXT.index("care")
    maker.codings = [("One", at, at + 4, "Care", "Ann"), ("One", at, at + 10, "Trust", "Bo")]
    for number, line in enumerate(TEXT.split("\n")):
        start = TEXT.index(line) + len(line.partition(": ")[0]) + 2
        end = TEXT.index(line) + len(line)
        maker.cases.setdefault(f"P{number % 2 + 1}", []).append(("One", start, end))
    note = TEXT.index("trust")
    maker.inside["One"] = maker.selection(
        "One", note, note + 5, g("annotated"), "<Description>Really?</Description>"
    ) + maker.selection("One", note, note + 10, g("linked"))
    maker.extra = {
        "Variables": f'<Variable guid="{g("v age")}" name="age" typeOfVariable="Integer"/>'
        f'<Variable guid="{g("v site")}" name="site" typeOfVariable="Text">'
        "<Description>Where</Description></Variable>"
        f'<Variable guid="{g("v paid")}" name="paid" typeOfVariable="Boolean"/>',
        "Cases": f'<Case guid="{g("case P3")}" name="P3"><Description>Said little</Description>'
        f'<VariableValue><VariableRef targetGUID="{g("v paid")}"/><BooleanValue>true</BooleanValue>'
        f'</VariableValue><SourceRef targetGUID="{g("text Two")}"/></Case>',
        "Sources": f'<PictureSource guid="{g("picture")}" name="Map" path="internal://map.png" '
        f'currentPath="C:\\Users\\ann\\map.png"><PictureSelection guid="{g("area")}" firstX="9" '
        f'firstY="8" secondX="1" secondY="2"><Coding guid="{g("area coding")}"><CodeRef '
        f'targetGUID="{g("code Care")}"/></Coding></PictureSelection></PictureSource>'
        f'<VideoSource guid="{g("video")}" name="Film" path="absolute:///C:/Users/ann/film.mp4">'
        f'<VideoSelection guid="{g("clip")}" begin="5" end="5"/></VideoSource>',
        "Notes": f'<Note guid="{g("memo")}" name="Memo" creatingUser="{g("user Bo")}" '
        'creationDateTime="2025-01-02T03:04:05Z"><PlainTextContent>Think.</PlainTextContent></Note>'
        f'<Note guid="{g("aside")}" name="Aside"><PlainTextContent>Look here.</PlainTextContent>'
        "</Note>",
        "Links": f'<Link guid="{g("link")}" name="to" direction="OneWay" originGUID='
        f'"{g("linked")}" targetGUID="{g("aside")}"/>',
        "Sets": f'<Set guid="{g("set")}" name="Codes we like"><MemberCode targetGUID='
        f'"{g("code Care")}"/><MemberSource targetGUID="{g("text One")}"/>'
        f'<MemberNote targetGUID="{g("memo")}"/></Set>',
        "Graphs": f'<Graph guid="{g("graph")}" name="Net"><Vertex guid="{g("vertex 1")}" '
        f'representedGUID="{g("code Care")}" firstX="1" firstY="1" shape="Oval"/><Vertex guid='
        f'"{g("vertex 2")}" representedGUID="{g("picture")}" firstX="2" firstY="1"/><Edge guid='
        f'"{g("edge")}" sourceVertex="{g("vertex 1")}" targetVertex="{g("vertex 2")}" '
        'lineStyle="dotted"/></Graph>',
        "": f'<Description>All of it</Description><NoteRef targetGUID="{g("memo")}"/>',
    }
    maker.files["sources/map.png"] = b"\x89PNG picture"
    return maker


@pytest.mark.parametrize("name", ["nvivo windows", "maxqda", "atlasti mac", "no namespace"])
def test_a_project_of_everything_comes_in_and_goes_out_again(
    name: str, study: Study, shared: Path, tmp_path: Path
) -> None:
    maker = whole(STYLES[name])
    imported(study, maker.file(), tmp_path)
    coded = {(c["path"], c["coder"], c["text"]) for c in study.codings()}
    assert coded == {("Care", "Ann", "care"), ("Trust", "Bo", "care a lot")}
    assert {p["code"] for p in study.participants()} == {"P1", "P2", "P3"}
    said = [row["text"] for row in study.turns() if row["source"] == "One"]
    assert said[0] == "I \U0001f600 care a lot."
    root, data = again(study, shared)
    before = {
        refi_reader.key(e.get("guid"))
        for e in etree.fromstring(maker.xml()).iter()
        if e.get("guid")
    }
    after = {refi_reader.key(e.get("guid")) for e in root.iter(etree.Element) if e.get("guid")}
    turns = {refi_reader.key(maker.guid(f"case P{n % 2 + 1} {n // 2}")) for n in range(4)}
    assert before - after == turns  # selections of turns are made anew
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"\x89PNG picture" in [archive.read(n) for n in archive.namelist()]
    for tag in ("Link", "Set", "Graph", "PictureSelection", "Vertex", "Edge", "VideoSelection"):
        assert refi_reader.all_of(root, tag), tag
    (value,) = refi_reader.all_of(root, "BooleanValue")
    assert value.text == "true"
    assert "ann" not in etree.tostring(root, encoding="unicode").replace("Ann", "").lower()
    # And once more: the next study of it has the same, and so has its export.
    with heddle.create(tmp_path / "second", title="Second") as second:
        imported(second, data, tmp_path, "ours.qdpx")
        assert {(c["path"], c["coder"], c["text"]) for c in second.codings()} == coded
        third, _ = again(second, shared)
        assert Counter(each.tag for each in third.iter(etree.Element)) == Counter(
            each.tag for each in root.iter(etree.Element)
        )


def test_what_is_kept_leaves_with_the_substitutions_and_never_as_a_picture(
    study: Study, shared: Path, tmp_path: Path
) -> None:
    maker = whole()
    maker.extra["Sets"] = maker.extra["Sets"].replace("Codes we like", "Those of Bodil Krag")
    maker.texts["One"] = TEXT.replace("Fine.", "Bodil Krag.")
    maker.cases = {}
    imported(study, maker.file(), tmp_path)
    (turn,) = [t for t in study.turns() if "Bodil Krag" in t["text"]]
    at = turn["text"].index("Bodil")
    span = {"turn": turn["id"], "start": at, "end": at + 10}
    (one,) = study.do(
        "substitutions.suggest", substitutions=[{**span, "scope": "study", "substitute": "Bente"}]
    ).result
    study.do("substitutions.accept", substitutions=[one])
    with study.view() as view:
        made = project(view, Wording(view, "pseudonymised"), PROFILES["standard"])
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        told = {name: archive.read(name) for name in archive.namelist()}
    assert not any(b"Krag" in data or b"PNG" in data for data in told.values())
    assert b"Those of [" in told["project.qde"]
    assert any("pictures" in note for note in made.notes)
    root, _ = again(study, shared)
    assert "Those of Bodil Krag" in [each.get("name") for each in refi_reader.all_of(root, "Set")]


def test_what_has_gone_from_the_study_does_not_come_back(
    study: Study, shared: Path, tmp_path: Path
) -> None:
    """A set without one of its codes, a link without its end: still valid, nothing dangling."""
    imported(study, whole().file(), tmp_path)
    care = next(c["id"] for c in study.codes() if c["name"] == "Care")
    trust = next(c["id"] for c in study.codes() if c["name"] == "Trust")
    study.do("codes.merge", codes=[care], into=trust)
    turn = next(t for t in study.turns() if "trust" in t["text"])
    study.do("turns.correct", turn=turn["id"], text="Nobody was heard.")
    root, _ = again(study, shared)
    assert refi_reader.all_of(root, "Set")
    assert not refi_reader.all_of(root, "MemberCode")
    assert not refi_reader.all_of(root, "Link")  # its selection has no words any more


def test_who_coded_is_who_coded_and_not_whose_the_text_is() -> None:
    found = read(whole())
    assert [by for _, _, by, _ in words_coded(found)] == ["Ann", "Bo"]
    assert {coding.made for coding in found.codings} == {"2026-03-04T05:06:07Z"}


def test_a_link_says_what_a_note_is_about_and_a_description_is_an_annotation() -> None:
    found = read(whole())
    memos = {memo.title: memo for memo in found.memos}
    (span,) = memos["Aside"].spans
    one = next(each for each in found.sources if each.name == "One")
    assert one.text[span.start : span.end] == "trust them"
    (noted,) = [memo for memo in found.memos if memo.text == "Really?"]
    assert one.text[noted.spans[0].start : noted.spans[0].end] == "trust"
    assert memos["Memo"].about == []
    assert memos["Memo"].made == "2025-01-02T03:04:05Z"


def test_nothing_outside_the_file_is_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("my own words")
    maker = Maker(STYLES["maxqda"], texts={"One": TEXT})
    guid = maker.guid("lies")
    for path in (f"absolute://{secret}", f"relative:///../{secret.name}", f"file://{secret}"):
        maker.extra["Sources"] = f'<TextSource guid="{guid}" name="X" plainTextPath="{path}"/>'
        found = read(maker)
        assert [each.name for each in found.sources] == ["One"]
        (loss,) = [each for each in found.losses if "not in the file" in each.what]
        assert "secret.txt" in loss.where
        assert str(tmp_path) not in str(found)


def test_an_area_of_a_pdf_and_its_twin_in_the_text_are_one_quotation() -> None:
    """ATLAS.ti writes both under one GUID (the standard's Annex A.2)."""
    maker = Maker(STYLES["atlasti"], texts={"One": TEXT})
    g = maker.guid
    words = "Some words of a page."
    coding = (
        f'<Coding guid="{g("c")}" creatingUser="{g("user Ann")}">'
        f'<CodeRef targetGUID="{g("code Care")}"/></Coding>'
    )
    area = (
        '<PDFSelection guid="{}" page="0" firstX="1" firstY="2" secondX="3" secondY="4">{}'
        "</PDFSelection>"
    )
    found_by_words = (
        f'<Representation guid="{g("r2")}"><PlainTextContent>a page</PlainTextContent>'
        "</Representation>"
        f'<Coding guid="{g("c2")}"><CodeRef targetGUID="{g("code Trust")}"/></Coding>'
    )
    lone = f'<Coding guid="{g("c3")}"><CodeRef targetGUID="{g("code Trust")}"/></Coding>'
    maker.extra["Sources"] = (
        f'<PDFSource guid="{g("pdf")}" name="Page" path="internal://page.pdf">'
        + area.format(g("twin"), coding)
        + area.format(g("words"), found_by_words)
        + area.format(g("lone"), lone)
        + f'<Representation guid="{g("r")}"><PlainTextContent>{words}</PlainTextContent>'
        f'<PlainTextSelection guid="{g("twin")}" startPosition="5" endPosition="10">{coding}'
        "</PlainTextSelection></Representation></PDFSource>"
    )
    maker.files["sources/page.pdf"] = b"%PDF-1.4"
    found = read(maker)
    assert words_coded(found) == [("Page", "Care", "Ann", "words"), ("Page", "Trust", "", "a page")]
    assert found.sources[1].original == b"%PDF-1.4"
    assert lost(found)["codings of areas of PDF pages"] == 1


def test_a_transcript_has_its_times_and_its_codings_between_sync_points() -> None:
    maker = Maker(STYLES["nvivo windows"], texts={"One": TEXT})
    g = maker.guid
    text = "\U0001f600 So we began.\nThen it ended."
    first, last = (maker.style.offset(text, at) for at in (text.index("So"), text.index("began.")))
    maker.extra["Sources"] = (
        f'<AudioSource guid="{g("audio")}" name="Talk" path="internal://talk.m4a">'
        f'<Transcript guid="{g("t")}" plainTextPath="internal://talk.txt">'
        f'<SyncPoint guid="{g("p1")}" timeStamp="1500" position="{first}"/>'
        f'<SyncPoint guid="{g("p2")}" position="{last}"/>'
        f'<TranscriptSelection guid="{g("s")}" fromSyncPoint="{g("p1")}" toSyncPoint="{g("p2")}">'
        f'<Coding guid="{g("c")}"><CodeRef targetGUID="{g("code Care")}"/></Coding>'
        "</TranscriptSelection></Transcript></AudioSource>"
    )
    maker.files["Sources/talk.txt"] = maker.style.encoded(text)
    maker.files["Sources/talk.m4a"] = b"sound"
    found = read(maker)
    talk = found.sources[-1]
    assert (talk.form, talk.text) == ("transcript", text)
    assert [(time.offset, time.seconds) for time in talk.times] == [(2, 1.5)]
    assert words_coded(found) == [("Talk", "Care", "", "So we ")]
    assert lost(found)["recordings in the file, to be added by themselves"] == 1


def test_a_nameless_case_is_of_its_text_and_folders_of_codes_are_told(
    study: Study, shared: Path, tmp_path: Path
) -> None:
    """MAXQDA and Quirkos write the variables of a text into a case without a name."""
    maker = Maker(STYLES["maxqda"], texts={"Survey 7": "It was fine."})
    g = maker.guid
    maker.extra["Variables"] = f'<Variable guid="{g("v")}" name="age" typeOfVariable="Integer"/>'
    maker.extra["Cases"] = (
        f'<Case guid="{g("case")}"><VariableValue><VariableRef targetGUID="{g("v")}"/>'
        f"<IntegerValue>31</IntegerValue></VariableValue>"
        f'<SourceRef targetGUID="{g("text Survey 7")}"/></Case>'
    )
    xml = maker.xml().decode().replace('name="Care" isCodable="true"', 'name="Care" isCodable="0"')
    imported(
        study, zipped({"x.qde": xml, f"Sources/{g('text Survey 7')}.txt": "It was fine."}), tmp_path
    )
    assert [(p["code"], p["age"]) for p in study.participants()] == [("Survey 7", 31)]
    root, _ = again(study, shared)
    assert [c.get("isCodable") for c in refi_reader.all_of(root, "Code")] == ["false", "true"]


def test_transana_names_members_and_order_in_its_own_way() -> None:
    maker = Maker(STYLES["transana"], texts={"One": TEXT})
    g = maker.guid
    maker.extra["Notes"] = (
        f'<Note guid="{g("n")}" name="N"><PlainTextContent>x</PlainTextContent></Note>'
    )
    maker.extra["Sets"] = (
        f'<Set guid="{g("s")}" name="S" creatingUser="{g("user Ann")}"><MemberSource guid='
        f'"{g("text One")}"/><MemberNote>{g("n")}</MemberNote></Set>'
    )
    (kept,) = [each for each in read(maker).leftovers if each.what == "Set"]
    plain = [refi_reader.key(g(name)) for name in ("text One", "n")]
    assert [each.get("targetGUID") for each in etree.fromstring(kept.data)] == plain


def test_selections_that_are_turned_round_empty_or_beyond_are_set_right_and_told() -> None:
    maker = Maker(STYLES["maxqda"], texts={"One": TEXT})
    g = maker.guid

    def selection(name: str, start: int, end: int) -> str:
        return (
            f'<PlainTextSelection guid="{g(name)}" startPosition="{start}" endPosition="{end}">'
            f'<Coding guid="{g("c " + name)}"><CodeRef targetGUID="{g("code Care")}"/></Coding>'
            "</PlainTextSelection>"
        )

    at = TEXT.index("care")
    maker.inside["One"] = (
        selection("flipped", at + 4, at)
        + selection("none", 7, 7)
        + selection("beyond", len(TEXT) - 5, len(TEXT) + 90)
        + selection("below", -4, 3)
        + selection("out", 10**9, 10**9 + 5)
        + selection("huge", -(10**30), 10**30)
    )
    found = read(maker)
    assert [words for *_, words in words_coded(found)] == ["care", "Fine.", "Ann"]
    assert lost(found)["selections of no words"] == 2
    assert lost(found)["selections that do not say where they are"] == 1
    assert any("turned round" in note for note in found.notes)


def test_what_points_at_nothing_is_listed() -> None:
    maker = whole()
    stranger = "00000000-0000-4000-8000-00000000abcd"
    xml = maker.xml().decode()
    for name in ("code Care", "text One", "user Bo", "memo", "v age"):
        xml = xml.replace(f'targetGUID="{maker.guid(name)}"', f'targetGUID="{stranger}"')
        xml = xml.replace(f'creatingUser="{maker.guid(name)}"', f'creatingUser="{stranger}"')
    parts = {"a.qde": xml}
    parts |= {
        f"Sources/{maker.guid('text ' + t)}.txt": maker.style.encoded(w)
        for t, w in maker.texts.items()
    }
    found = read_refi("x.qdpx", zipped(parts))
    told = lost(found)
    for what in (
        "codings with a code that is not in the project",
        "names of users who are not in the project",
        "members of sets that are not in the project",
        "references to notes that are not in the project",
    ):
        assert told[what] >= 1, what
        assert any(stranger in loss.where for loss in found.losses if loss.what == what)


def test_a_guid_that_stands_twice_is_two_things() -> None:
    maker = Maker(STYLES["nvivo mac"], texts={"One": TEXT, "Two": TEXT + " More."})
    maker.codings = [("One", 0, 3, "Care", "Ann"), ("Two", 5, 6, "Trust", "Bo")]
    xml = maker.xml().decode()
    for one, two in (
        ("text One", "text Two"),
        ("selection 0", "selection 1"),
        ("coding 0", "coding 1"),
    ):
        xml = xml.replace(f'guid="{maker.guid(two)}"', f'guid="{maker.guid(one)}"')
    parts = {"a.qde": xml}
    parts |= {f"sources/{maker.guid('text ' + t)}.txt": w for t, w in maker.texts.items()}
    found = read_refi("x.qdpx", zipped(parts))
    assert [words for *_, words in words_coded(found)] == [TEXT[0:3], TEXT[5:6]]
    assert (
        len({each.key for each in found.codings}) == len({each.key for each in found.sources}) == 2
    )
    assert lost(found)["GUIDs that stand twice: the later thing got one of its own"] >= 3


def test_a_codebook_file_has_its_tree_and_sets(
    study: Study, tmp_path: Path, demo_study: Path
) -> None:
    with heddle.client.open_study(demo_study) as demo:
        data = outgoing.prepare(demo, Wish(part="codebook", format="qdc")).data
        paths = {code["path"] for code in demo.codes()}
    imported(study, data, tmp_path, "theirs.qdc")
    assert {code["path"] for code in study.codes()} == paths
    with study.view() as view:
        assert {left.what for left in view.find(Leftover)} == {"Set"}


def test_words_are_taken_from_a_word_file_where_there_is_no_other_text() -> None:
    maker = Maker(STYLES["maxqda"])
    maker.extra["Sources"] = (
        f'<TextSource guid="{maker.guid("d")}" name="D" richTextPath="internal://d.docx"/>'
    )
    maker.files["sources/D.DOCX"] = docx("<w:p><w:r><w:t>Some words</w:t></w:r></w:p>")
    (source,) = read(maker).sources
    assert source.text == "Some words"
    assert (source.file_format, source.original) == ("docx", maker.files["sources/D.DOCX"])


def test_texts_in_other_encodings_are_read_and_told() -> None:
    maker = Maker(STYLES["maxqda"])
    for name, data in (("a", "så 😀".encode("utf-16")), ("b", "blåbær".encode("cp1252"))):
        maker.extra["Sources"] = (
            maker.extra.get("Sources", "")
            + f'<TextSource guid="{maker.guid(name)}" name="{name}" plainTextPath="internal://{name}.txt"/>'
        )
        maker.files[f"sources/{name}.txt"] = data
    found = read(maker)
    assert [each.text for each in found.sources] == ["så 😀", "blåbær"]
    assert any("Windows-1252" in note for note in found.notes)


def test_the_child_reads_it_and_knows_it_by_its_content() -> None:
    name, data = sample()
    found = projects.read("study.zip", data)
    assert found == read_refi("study.zip", data)
    assert recognise("x", data)
    assert recognise("x", Maker(STYLES["maxqda"]).xml())
    assert not recognise("x.docx", docx("<w:p/>"))
    assert name.endswith(".qdpx")


QDE = Maker(STYLES["maxqda"], texts={"One": TEXT}).xml()


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"../project.qde": QDE}, "outside its folder"),
        ({"readme.txt": b"nothing"}, "no project"),
        ({"a.qde": QDE, "b.qde": QDE}, "several"),
        ({"project.qde": b"<!DOCTYPE a [<!ENTITY b 'c'>]><Project/>"}, "DOCTYPE"),
        ({"project.qde": b"<Project>" + b"<Code>" * 300}, "damaged"),
        ({"project.qde": b"<html/>"}, "no REFI-QDA"),
        ({"project.qde": QDE[:-9]}, "damaged"),
        ({"project.qde": QDE + b" " * (70 << 20)}, "zip bomb"),
    ],
)
def test_hostile_files_are_refused(parts: dict[str, bytes], told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        read_refi("x.qdpx", zipped(parts))


def test_a_member_that_is_an_archive_is_never_opened() -> None:
    inner = Maker(STYLES["maxqda"], texts={"Inner": "Deep words"}).file()
    maker = Maker(STYLES["maxqda"], texts={"One": TEXT})
    maker.files["sources/inner.qdpx"] = inner
    found = read(maker)
    assert [each.name for each in found.sources] == ["One"]
    assert lost(found)["files that nothing in the project names"] == 1


@pytest.mark.parametrize("number", range(12))
def test_whatever_a_project_repeats_or_points_at_what_leaves_is_valid(
    number: int, study: Study, shared: Path, tmp_path: Path
) -> None:
    """Elements doubled, moved, renamed and gone, and values of other things' attributes."""
    dice = random.Random(number)
    maker = whole(STYLES[dice.choice(sorted(STYLES))])
    root = etree.fromstring(maker.xml())
    for _ in range(dice.randrange(2, 9)):
        elements = [*root.iter(etree.Element)][1:]
        one, other = dice.choice(elements), dice.choice(elements)
        guids = [each.get("guid") for each in elements if each.get("guid")]
        change = dice.randrange(5)
        if change == 0 and len(elements) > 20:
            one.getparent().remove(one)
        elif change == 1:
            one.getparent().append(copy.deepcopy(one))
        elif change == 2 and other not in list(one.iter()):
            other.append(copy.deepcopy(one))
        elif change == 3 and one.attrib:
            name = dice.choice(sorted(one.attrib))
            one.set(name, dice.choice(["", "NaN", "-1", "1e9", "#fff", "\U0001f600", *guids]))
        elif change == 4:
            one.tag = dice.choice(["Code", "Coding", "Foo", "PDFSelection", "Note", "Link"])
    parts: dict[str, str | bytes] = {"p.qde": etree.tostring(root)}
    for name, words in maker.texts.items():
        file = maker.guid("text " + name).strip("{}")
        parts[f"sources/{file}.txt"] = maker.style.encoded(words)
    imported(study, zipped(parts), tmp_path)
    for profile in ("standard", "qualcoder", "nvivo"):
        again(study, shared, profile)
