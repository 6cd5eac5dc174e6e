r"""Reports as LaTeX: one file in the article class, for pdfLaTeX, XeLaTeX and LuaLaTeX.

Everything that a person wrote is escaped, letter by letter: no word of a text is a command, so
nothing can be run, read or written by it. Tables are longtables with booktabs' rules (both in
every TeX distribution); a figure is printed as its table, so the file needs no other beside it.
Traces are numbered by ``\heddletrace``; what each leads to stands as comments at the end, which
TeX does not read.

Which characters are special, and what stands for them: "LaTeX2e: An unofficial reference manual",
the sections on reserved characters and on text symbols.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from heddle.report.model import (
    Block,
    Cell,
    Column,
    Figure,
    Heading,
    Inline,
    Inlines,
    List,
    PageBreak,
    Paragraph,
    Quote,
    Report,
    Row,
    Table,
    Text,
    Trace,
)
from heddle.report.style import alignment, caption, columns_of, header, label, widths

_SPECIAL: Final = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    '"': r"\textquotedbl{}", "[": "{[}", "]": "{]}", "|": r"\textbar{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "\u00a0": "~", "\u00ad": r"\-",
    "…": r"\ldots{}", "–": r"\textendash{}", "—": r"\textemdash{}", "‑": "-",
    "‘": r"\textquoteleft{}", "’": r"\textquoteright{}",
    "“": r"\textquotedblleft{}", "”": r"\textquotedblright{}", "„": r"\quotedblbase{}",
    "«": r"\guillemotleft{}", "»": r"\guillemotright{}", "•": r"\textbullet{}",
}  # fmt: skip
# Two of these in a row would become another letter ("--" a dash).
_LIGATURE: Final = re.compile(r"([-'`,])(?=[-'`,])|([?!])(?=`)")
_BREAKS: Final = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
# What pdfLaTeX knows by itself with T1: Latin letters of western and central Europe.
_KNOWN: Final = re.compile(r"[\x00-\xff\u0100-\u0107\u010c-\u0111\u0118-\u011b\u0141-\u0148"
                           r"\u0150-\u0155\u0158-\u015b\u015e-\u0165\u016e-\u0171\u0178-\u017e"
                           r"\u20ac]")  # fmt: skip
_SECTIONS: Final = ("section", "subsection", "subsubsection", "paragraph", "subparagraph")
_ALIGN: Final = {"left": r"\raggedright", "right": r"\raggedleft", "center": r"\centering"}
_PREAMBLE: Final = r"""\documentclass[11pt,a4paper]{article}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
  \usepackage{textcomp}
  \IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
%(declared)s\else
  \usepackage{fontspec}
\fi
\usepackage[margin=25mm]{geometry}
\usepackage{array}
\usepackage{longtable}
\usepackage{booktabs}
\setcounter{secnumdepth}{0}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.6em plus 0.2em}
\setlength{\emergencystretch}{3em}
\newcommand{\heddletrace}[2]{#2}
\title{%(title)s}
\author{}
\date{}
\begin{document}
\maketitle
"""


def to_latex(report: Report) -> tuple[bytes, list[str]]:
    """Write `report` as LaTeX; also return notes for the person who saves it."""
    writer = _Writer(report)
    body = "\n\n".join(writer.block(block) for block in report.blocks)
    title = escape(_one_line(report.title))
    if report.subtitle:
        title += rf" \\ {{\large {escape(_one_line(report.subtitle))}}}"
    rare = sorted({c for c in body + title if not _KNOWN.match(c)})
    # pdfLaTeX would stop at a letter that it does not know: it prints its number instead.
    declared = "".join(
        f"  \\DeclareUnicodeCharacter{{{ord(c):04X}}}{{\\texttt{{U+{ord(c):04X}}}}}\n" for c in rare
    )
    start = _PREAMBLE % {"title": title, "declared": declared}
    traces = "".join(_comment(n, each) for n, each in enumerate(writer.traces, 1))
    notes = ["Figures are printed as tables."] if writer.figures else []
    if rare:
        notes.append(
            f"{len(rare)} letters are shown by their number in pdfLaTeX; XeLaTeX and LuaLaTeX "
            "print them if the font has them."
        )
    text = f"{start}\n{body}\n\n\\end{{document}}\n{traces}"
    return text.encode(), notes


def escape(text: str) -> str:
    """Return a text of one line in which no letter is a command."""
    text = _CONTROL.sub("\ufffd", text).replace("\t", " ")
    apart = _LIGATURE.sub(lambda found: f"{found[0]}\0", text)
    return "".join("{}" if c == "\0" else _SPECIAL.get(c, c) for c in apart)


def _one_line(text: str) -> str:
    return _BREAKS.sub(" ", text)


def _comment(number: int, trace: Trace) -> str:
    told = " | ".join([trace.kind, _one_line(trace.query), " ".join(trace.evidence)])
    return f"% trace {number} | {_CONTROL.sub(' ', told)}\n"


class _Writer:
    """Writes blocks; remembers what its traces lead to."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.traces: list[Trace] = []
        self.figures = 0

    def block(self, block: Block) -> str:
        """Write one block."""
        match block:
            case Heading():
                mark = f"\\label{{{block.anchor}}}" if block.anchor else ""
                kind = _SECTIONS[block.level - 1]
                return f"\\{kind}{{{escape(_one_line(block.text))}}}{mark}"
            case Paragraph():
                return f"{self.inlines(block.inlines)}\\par"
            case Quote():
                return self._quote(block)
            case List():
                kind = "enumerate" if block.ordered else "itemize"
                items = "\n".join(f"\\item {self.inlines(item)}" for item in block.items)
                return f"\\begin{{{kind}}}\n{items}\n\\end{{{kind}}}" if items else ""
            case Table():
                return self._table(block, caption(self.report, block))
            case Figure():
                self.figures += 1
                heading = caption(self.report, block)
                return self._table(block.twin, heading or (Text(block.alt),))
            case PageBreak():
                return r"\clearpage"

    def inlines(self, inlines: Inlines) -> str:
        """Write running text."""
        return "".join(self._inline(inline) for inline in inlines)

    def _inline(self, inline: Inline) -> str:
        lines = [escape(line) for line in _BREAKS.split(inline.text)]
        made = r"\newline{}".join(lines)
        for wanted, command in ((inline.bold, "textbf"), (inline.italic, "textit")):
            made = f"\\{command}{{{made}}}" if wanted and made else made
        if isinstance(inline, Trace):
            self.traces.append(inline)
            return f"\\heddletrace{{{len(self.traces)}}}{{{made}}}"
        made = f"\\textsuperscript{{{made}}}" if inline.raised else made
        if inline.page:
            made += f", {escape(label(self.report, 'page'))}~\\pageref{{{inline.page}}}"
        return made

    def _quote(self, quote: Quote) -> str:
        texts = [self.inlines(paragraph) for paragraph in quote.paragraphs]
        if quote.attribution:
            texts[-1] += f" {self.inlines(quote.attribution)}"
        return "\\begin{quote}\n" + "\\par\n".join(texts) + "\n\\end{quote}"

    def _table(self, table: Table, heading: Inlines) -> str:
        shares = widths(table)
        columns = "".join(f"p{{{_width([share])}}}" for share in shares)
        lines = [f"{{\\small\n\\begin{{longtable}}{{@{{}}{columns}@{{}}}}"]
        if heading:
            whole = f"p{{{_width(shares)}}}"
            told = self.inlines(heading)
            lines.append(
                f"\\multicolumn{{{len(shares)}}}{{@{{}}{whole}@{{}}}}{{\\raggedright {told}}} \\\\"
                "\n\\noalign{\\vskip 0.4em}"
            )
        head = [self._row(table, row, shares, is_head=True) for row in header(table)]
        lines.append("\\toprule")
        lines += [*head, "\\midrule"] if head else []
        lines.append("\\endfirsthead\n\\toprule")
        # The titles are printed again on each page; their traces are those of the first page.
        lines += [*head, "\\midrule"] if head else []
        lines.append("\\endhead\n\\bottomrule\n\\endfoot")
        for row in table.rows:
            lines.append(self._row(table, row, shares))
        lines.append("\\end{longtable}")
        notes = [self._note(note.mark, note.inlines) for note in table.notes]
        lines += [f"{{\\footnotesize {note}\\par}}" for note in notes]
        return "\n".join(lines) + "}"

    def _note(self, mark: str, inlines: Inlines) -> str:
        raised = f"\\textsuperscript{{{escape(mark)}}} " if mark else ""
        return raised + self.inlines(inlines)

    def _row(
        self, table: Table, row: Row, shares: Sequence[float], *, is_head: bool = False
    ) -> str:
        cells = []
        for at, column, cell in columns_of(table, row):
            cells.append(
                self._cell(row, column, cell, shares[at : at + cell.span], is_head=is_head)
            )
        above = "\\midrule\n" if row.kind == "total" else ""
        return f"{above}{' & '.join(cells)} \\\\"

    def _cell(
        self, row: Row, column: Column, cell: Cell, shares: Sequence[float], *, is_head: bool
    ) -> str:
        told = r"\newline{}".join(self.inlines(each) for each in cell.paragraphs)
        if told and (is_head or cell.head or row.kind != "body"):
            told = f"{{\\bfseries {told}}}"
        align = _ALIGN[alignment(column, cell, is_head=is_head)]
        made = f"{align}\\arraybackslash {told}"
        if cell.span == 1:
            return made
        return f"\\multicolumn{{{cell.span}}}{{p{{{_width(shares)}}}}}{{{made}}}"


def _width(shares: Sequence[float]) -> str:
    """Return the room of neighbouring columns without the space at their sides."""
    return f"\\dimexpr {sum(shares):.4f}\\linewidth-2\\tabcolsep\\relax"
