"""The numbers of the reference study come out of one record, the same wherever they stand."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections import defaultdict
from html import unescape

import docx
import pytest
from lxml import etree

from heddle.client import open_study
from heddle.report import assembly
from heddle.report.files import render
from heddle.report.prose import value_of
from heddle.report.traces import traces_of

# Domain specification 1.2: what one record must yield, and how the report says it.
FACTS = [
    (r"[Oo]f (\w+) people invited", 25, 3),
    (r"people invited, all agreed to take part, and (\w+) took part", 17, 2),
    (r"\b(\w+) of 25 people invited did not take part", 8, 1),
    (r"of the (\w+) others, three cancelled and five did not come", 8, 2),
    (r"of the eight others, (\w+) cancelled", 3, 2),
    (r"three cancelled and (\w+) did not come", 5, 2),
    (r"(\w+) people took part in three focus groups", 17, 2),
    (r"(\w+) participants were peer mentors", 7, 1),
    (r"from (\w+) of the eight teams asked", 7, 1),
    (r"seven of the (\w+) teams asked", 8, 1),
    (r"Of 17 participants, (\w+) were female", 14, 2),
    (r"Of (\w+) participants, 14 were female", 17, 2),
    (r"guide (?:with|of) (\w+) questions", 14, 2),
    (r"(\w+) themes are reported", 3, 1),
    (r"In all, (\w+) quotes are shown", 14, 1),
    (r"quotes are shown, from (\w+) participants", 10, 1),
    (r"(\w+) of 17 participants are not quoted", 7, 1),
    (r"between (\w+) and 105 minutes", 103, 2),
]
DURATIONS = {"1:44:45": 1, "1:43:19": 1, "1:44:11": 1, "5:12:15": 3, "1:44:05": 2}
READERS = {}


def reader(format):  # noqa: A002 - the word users know
    def known(function):
        READERS[format] = function
        return function

    return known


@reader("docx")
def of_word(data):
    body = docx.Document(io.BytesIO(data)).element.body
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    texts = ["".join(t.text or "" for t in p.iter(f"{name}t")) for p in body.iter(f"{name}p")]
    return "\n".join(texts)


@reader("odt")
def of_opendocument(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("content.xml"))
    name = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    for space in root.iter(f"{name}s"):
        space.text = " "
    return "\n".join("".join(p.itertext()) for p in root.iter(f"{name}p", f"{name}h"))


@reader("html")
def of_page(data):
    text = re.sub(r"<style>.*?</style>", "", data.decode(), flags=re.DOTALL)
    blocks = re.sub(r"</(p|td|th|li|h\d|figcaption|caption)>", "\n", text)
    return unescape(re.sub(r"<[^>]+>", "", blocks))


@reader("tex")
def of_latex(data):
    text = data.decode().split(r"\begin{document}")[1].split(r"\end{document}")[0]
    text = re.sub(r"\\heddletrace\{\d+\}", "", text)
    text = text.replace(r"\textendash{}", "–")
    return re.sub(r"\\[a-z]+\b ?|[{}]", "", text)


@reader("md")
def of_markdown(data):
    return re.sub(r"[*\\]", "", data.decode())


@pytest.fixture(scope="module")
def manuscript(demo_study):
    with open_study(demo_study) as study, study.view() as view:
        return assembly.report(view, "manuscript")


@pytest.mark.parametrize("format", ["docx", "odt", "html", "tex", "md"])
def test_a_file_says_each_number_as_the_record_has_it_wherever_it_stands(manuscript, format):  # noqa: A002
    data, _ = render(manuscript, format)
    text = re.sub(r"[ \u00a0~]+", " ", READERS[format](data))
    for pattern, value, least in FACTS:
        found = [value_of(word) or int(word) for word in re.findall(pattern, text)]
        assert len(found) >= least, pattern
        assert set(found) == {value}, pattern
    for length, least in DURATIONS.items():
        assert text.count(length) >= least, length


def test_numbers_of_the_same_records_are_the_same_number(manuscript):
    said = defaultdict(set)
    for trace in traces_of(manuscript):
        if trace.kind == "number" and trace.query and trace.evidence:
            word = trace.text.strip().lower()
            value = value_of(word)
            said[trace.query, frozenset(trace.evidence)].add(word if value is None else value)
    differing = {key[0]: values for key, values in said.items() if len(values) > 1}
    assert differing == {}
    assert len(said) > 60


def test_parts_by_themselves_say_what_the_manuscript_says(demo_study, manuscript):
    whole = {(t.query, t.evidence): t.text for t in traces_of(manuscript) if t.kind == "number"}
    with open_study(demo_study) as study, study.view() as view:
        parts = [assembly.report(view, name) for name in ("table1", "table2", "table3", "flow")]
    numbers = [t for part in parts for t in traces_of(part) if t.kind == "number"]
    both = [trace for trace in numbers if (trace.query, trace.evidence) in whole]
    assert len(both) > 30
    for trace in both:
        there, here = (t.lower() for t in (whole[trace.query, trace.evidence], trace.text))
        assert (value_of(there) or there) == (value_of(here) or here)


def test_table_1_has_the_groups_of_the_reference(demo_study):
    with open_study(demo_study) as study, study.view() as view:
        table = assembly.data(view, "table1")
    rows = [*table.groups.values(), table.total]
    assert [row.n for row in rows] == [6, 4, 7, 17]
    assert [row.female for row in rows] == [5, 2, 7, 14]


# --- Office programs and TeX --------------------------------------------------------------------
@pytest.mark.parametrize("format", ["docx", "odt"])
def test_libreoffice_opens_it_and_fills_in_the_pages(manuscript, format, tmp_path):  # noqa: A002
    office = shutil.which("soffice")
    read = shutil.which("pdftotext")
    data, _ = render(manuscript, format)
    assert zipfile.is_zipfile(io.BytesIO(data))
    if not (office and read):
        return  # Not on every machine; what is in the files was compared above.
    (tmp_path / f"ms.{format}").write_bytes(data)
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [office, home, "--headless", "--convert-to", "pdf", "--outdir", tmp_path,
         tmp_path / f"ms.{format}"],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    text = subprocess.run([read, tmp_path / "ms.pdf", "-"], check=True, capture_output=True).stdout
    said = re.sub(r"\s+", " ", text.decode())
    assert "Of 17 participants, 14 were female" in said
    assert len(re.findall(r"p\. \d+", said)) > 20
    assert "p. –" not in said
