r"""LaTeX: every letter of a text is a letter, braces hold together, and TeX sets it."""

from __future__ import annotations

import re
import shutil
import subprocess

from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.client import open_study
from heddle.report import assembly
from heddle.report.files import render
from heddle.report.latex import escape
from heddle.report.model import (
    Cell,
    Column,
    Heading,
    List,
    Paragraph,
    Quote,
    Report,
    Row,
    Table,
    Text,
    Trace,
    runs,
)

HOSTILE = (
    r"\write18{touch hacked} \input{/etc/passwd} \catcode`\%=12 %comment $x^2$ #1 & _ ~ ^^5c "
    r"}} {{ \end{document} --- ``quoted'' ?` !` [a] << >> | \" "
)
COMMANDS = {
    "documentclass",
    "usepackage",
    "ifPDFTeX",
    "IfFileExists",
    "else",
    "fi",
    "setcounter",
    "setlength",
    "parindent",
    "parskip",
    "emergencystretch",
    "newcommand",
    "heddletrace",
    "title",
    "author",
    "date",
    "begin",
    "end",
    "maketitle",
    "section",
    "subsection",
    "subsubsection",
    "paragraph",
    "subparagraph",
    "label",
    "par",
    "item",
    "newline",
    "clearpage",
    "textbf",
    "textit",
    "textsuperscript",
    "pageref",
    "multicolumn",
    "raggedright",
    "raggedleft",
    "centering",
    "arraybackslash",
    "toprule",
    "midrule",
    "bottomrule",
    "endfirsthead",
    "endhead",
    "endfoot",
    "small",
    "footnotesize",
    "bfseries",
    "dimexpr",
    "linewidth",
    "tabcolsep",
    "relax",
    "noalign",
    "vskip",
    "large",
    "DeclareUnicodeCharacter",
    "texttt",
    "textbackslash",
    "textasciicircum",
    "textasciitilde",
    "textquotedbl",
    "textbar",
    "textless",
    "textgreater",
    "ldots",
    "textendash",
    "textemdash",
    "textquoteleft",
    "textquoteright",
    "textquotedblleft",
    "textquotedblright",
    "quotedblbase",
    "guillemotleft",
    "guillemotright",
    "textbullet",
}


def hostile(text):
    cell, wide = Cell((runs(text), runs(text))), Cell((runs(text),), 2)
    return Report(
        title=f"T {text}",
        subtitle=text,
        blocks=(
            Heading(1, f"H {text}", "s1"),
            Paragraph((Trace(text, ("id",), query=text), Text(text, bold=True, page="s1"))),
            Quote((runs(f"Q {text}"),), runs(text)),
            List((runs(text),), ordered=True),
            Table((Column(runs(text)), Column()), (Row((cell, cell)), Row((wide,))),
                  caption=runs(text), number="1"),
        ),
    )  # fmt: skip


def faults(source):
    """Say what is wrong with a LaTeX source: other commands, braces, letters that act."""
    body = source[: source.index(r"\end{document}")]
    found = [
        f"command {name}" for name in re.findall(r"\\([A-Za-z]+)", body) if name not in COMMANDS
    ]
    bare = re.sub(r"\\([A-Za-z]+|[^A-Za-z])", "", body)
    depth = 0
    for letter in bare:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth < 0:
            return [*found, "a brace too many"]
    text = bare.split("maketitle")[-1]
    found += [f"{c!r} acts" for c in "$^_%" if c in text]
    return [*found, *(["open braces"] if depth else [])]


@given(st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from([HOSTILE]))
@settings(max_examples=60)
def test_no_letter_of_a_text_is_a_command(text):
    source, _ = render(hostile(text), "tex")
    assert faults(source.decode()) == []
    after = source.decode().split("\\end{document}\n")[1]
    assert all(line.startswith("% trace ") for line in after.split("\n") if line)


def test_the_checker_itself_finds_what_acts():
    for bad in (r"\input{x}", "$x$", "{", "}", "50%"):
        assert faults(f"\\maketitle {bad} \\end{{document}}")


def test_letters_that_would_become_others_stay_apart():
    assert escape("--- ``a'' ,, ?`") == r"-{}-{}- `{}`a'{}' ,{}, ?{}`"
    assert escape("“a” – b…") == r"\textquotedblleft{}a\textquotedblright{} \textendash{} b\ldots{}"


def test_tex_sets_the_manuscript_and_hostile_texts(demo_study, tmp_path):
    with open_study(demo_study) as study, study.view() as view:
        whole = assembly.report(view, "manuscript")
    tex, to_text = shutil.which("pdflatex"), shutil.which("pdftotext")
    for name, report in (("ms", whole), ("hostile", hostile(HOSTILE + "日本 \u202e א"))):
        data, written = render(report, "tex")
        assert faults(data.decode()) == []
        assert (name == "ms") == any("Figures" in note for note in written.notes)
        if not (tex and to_text):
            continue  # The checker above has looked at it; TeX is not on every machine.
        (tmp_path / f"{name}.tex").write_bytes(data)
        for _ in range(2):
            subprocess.run(
                [tex, "-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", name],
                cwd=tmp_path, check=True, capture_output=True, timeout=120,
            )  # fmt: skip
        told = subprocess.run(
            [to_text, tmp_path / f"{name}.pdf", "-"], check=True, capture_output=True
        )
        said = re.sub(r"\s+", " ", told.stdout.decode())
        if name == "ms":
            assert "Of 17 participants, 14 were female" in said
            assert len(re.findall(r"p\. \d+", said)) > 20
        else:
            assert r"\write18{touch hacked} \input{/etc/passwd}" in said
    assert not (tmp_path / "hacked").exists()
