"""A report with one of everything, all of it invented, for the tests of the writers."""

from heddle.report.model import (
    Cell,
    Column,
    ColumnGroup,
    Figure,
    Heading,
    List,
    Meta,
    Note,
    PageBreak,
    Paragraph,
    Quote,
    Report,
    Table,
    Text,
    Trace,
    cell,
    row,
    runs,
)

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 150" width="420" height="150">
<title>Garden flow</title>
<style>text { font: 14px serif; fill: #18201c } path { fill: none; stroke: #1d4f80 }</style>
<path d="M40 40 H 300" stroke-width="18"/><path d="M160 49 V 110 H 300" stroke-width="6"/>
<text x="310" y="45">16 came</text><text x="310" y="115">4 stayed away</text>
</svg>"""


def number(text: str, *evidence: str) -> Trace:
    """Make a traced number."""
    return Trace(text, evidence or ("p-1", "p-2"))


def quoted(text: str, lang: str = "") -> Trace:
    """Make a traced quote."""
    return Trace(text, ("turn-7",), kind="quote", lang=lang)


def people() -> Table:
    """Make a table of groups with a total, column groups and notes."""
    ends = Text("a", raised=True)
    return Table(
        number="1",
        caption=runs("Who took part, by group"),
        columns=(
            Column(runs("Group")),
            Column(runs("n"), "right"),
            Column(runs("Mean"), "right"),
            Column(runs("Range"), "right"),
            Column(runs("Trades represented")),
        ),
        groups=(
            ColumnGroup((), 2),
            ColumnGroup(runs("Age, years"), 2),
            ColumnGroup((), 1),
        ),
        rows=(
            row(cell("Gardeners", head=True), number("9"), number("44"), number("29–61"),
                cell("Pruner, seed keeper, beekeeper")),
            row(cell("Neighbours", head=True), number("7"), number("52"),
                cell((number("35–70"), ends)), cell("Baker", "Tram driver", "Retired teacher")),
            row(cell("All", head=True), number("16"), number("48"), number("29–70"), "",
                kind="total"),
        ),
        notes=(
            Note(runs("Ages are whole years on the day of the talk; means are rounded half-up.")),
            Note(runs("One person did not state an age."), mark="a"),
        ),
    )  # fmt: skip


def ideas() -> Table:
    """Make a table of long texts."""
    return Table(
        number="2",
        caption=runs("Ideas, what holds them together, and examples"),
        columns=(Column(runs("Idea")), Column(runs("What it says")), Column(runs("Examples"))),
        rows=(
            row(
                cell("Water is a promise", head=True),
                "Whoever has the key to the tap is trusted with the summer of all the others.",
                cell(
                    (quoted("If I forget the tap, forty beds forget me."), Text(" (Group 1, 3)")),
                    (quoted("You do not lend a key, you lend July."), Text(" (Group 2, 6)")),
                ),
            ),
            row(
                cell("The gate has two sides", head=True),
                "A lock that keeps theft out keeps help out as well.",
                cell((quoted("I stood there with soup and no code."), Text(" (Group 2, 1)"))),
            ),
        ),
    )


def garden(language: str = "en") -> Report:
    """Make the whole report."""
    return Report(
        title="Keys to the garden: what neighbours and gardeners expect of each other",
        subtitle="A focus group study, invented from the first word to the last",
        language=language,
        meta=Meta(
            subject="An invented study",
            keywords=("gardens", "trust", "focus groups"),
            made="2026-03-02",
            tool="Heddle 0.1.0",
        ),
        blocks=(
            Heading(1, "Results"),
            Paragraph(
                (
                    Text("Of "),
                    number("20"),
                    Text(" people invited, "),
                    number("16"),
                    Text(" took part in two groups (Table 1). They spoke for "),
                    number("2 h 41 min"),
                    Text(" in all. We developed "),
                    number("two"),
                    Text(
                        " themes, and we tell them here in the order in which the groups came to "
                        "speak of them: first of water, which nobody had asked about, and then of "
                        "the gate, which everybody had been asked about."
                    ),
                )
            ),
            people(),
            Heading(2, "Water is a promise"),
            Paragraph(
                (
                    Trace("Gardeners in both groups", ("claim-1",), kind="claim"),
                    Text(" spoke of the tap as of a person. "),
                    Text("Several", italic=True),
                    Text(" said that a key is "),
                    Text("lent, never given", bold=True),
                    Text(", and one put it like this:"),
                )
            ),
            Quote(
                ((quoted("You do not lend a key [to the tap], you lend July. [...] And July "
                         "does not come back because somebody is sorry."),),),
                runs("(Focus group 2, participant 6)"),
            ),
            Paragraph(runs("Two people in the first group disagreed with each other at length:")),
            Quote(
                (
                    (Text("Participant 3: "), quoted("The rule is written on the shed.")),
                    (Text("Participant 5: "), quoted("Skuret er malet over.", lang="da"),
                     Text(" [The shed has been painted over.]")),
                ),
                runs("(Focus group 1)"),
            ),
            ideas(),
            Heading(2, "The gate has two sides"),
            Paragraph(runs("What we asked ourselves while reading:")),
            List((runs("Who locks, and against whom?"), runs("Who has to ask?"))),
            List((runs("First the path."), runs("Then the gate.")), ordered=True),
            Paragraph(runs("And again, from the beginning:")),
            List((runs("One."), runs("Two.")), ordered=True),
            Figure(
                svg=SVG,
                alt="Of 20 people invited, 16 came and 4 stayed away.",
                caption=runs("From invitation to talk"),
                number="1",
                twin=Table(
                    columns=(Column(runs("Step")), Column(runs("People"), "right")),
                    rows=(row("came", number("16")), row("stayed away", number("4"))),
                ),
            ),
            PageBreak(),
            Heading(1, "Discussion"),
            Paragraph(runs("A gate is a sentence with a lock in it.")),
        ),
    )  # fmt: skip


def table_only(*rows: tuple[str, ...]) -> Report:
    """Make a report with one plain table of strings."""
    columns = tuple(Column(runs(f"Column {index}")) for index in range(1, len(rows[0]) + 1))
    return Report(
        "A table", (Table(columns, tuple(row(*(Cell((runs(t),)) for t in r)) for r in rows)),)
    )
