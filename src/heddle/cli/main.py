"""The entry point: the verbs, loaded when one is used, and errors as people read them."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from heddle.errors import HeddleError
from heddle.version import __version__

# Verb -> module that holds it and its one line of help. `heddle --help` must be instant, so
# the help stands here and the modules are loaded only when a verb is used; a test compares.
VERBS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "Make the demo study and open it in the workbench."),
    "new": ("studies", "Make a new, empty study, or one from a template."),
    "template": ("templates", "Add a template's codes and guide to a study."),
    "open": ("opening", "Open a study in the workbench."),
    "import": ("importing", "Bring files into a study."),
    "export": (
        "exporting",
        (
            "Write codings, codebook, extracts, tables, a transcript, a project or an archive to a "
            "file."
        ),
    ),
    "models": ("models", "List the models on this computer, or add, check or forget one."),
    "transcribe": (
        "transcribing",
        "Recognise the speech of SESSION with a model on this computer.",
    ),
    "table": ("reports", "Show or write Table 1, 2 or 3."),
    "flow": ("reports", "Show or write the recruitment flow."),
    "checklist": ("reports", "Show or write a reporting checklist, or add one to the study."),
    "report": ("reports", "Write the manuscript draft."),
    "readiness": ("reports", "Show or write the readiness report."),
    "pack": ("reports", "Show or write what a moderator needs on paper for a session."),
    "disclosure": ("disclosing", "Check who could be recognised by a part of the study."),
    "check-table": ("disclosing", "Check whether a published Table 1 can be true."),
    "document": ("privacy", "Show or write a document of data protection."),
    "withdraw": ("privacy", "Let a participant or an invitee withdraw."),
    "retention": ("privacy", "Show what is to be deleted when, and delete it."),
    "key": ("keys", "Keep who the participants are in an encrypted file apart from the study."),
    "leaks": ("leaks", "Look for names of the identity key in written files."),
    "substitutions": ("leaks", "List the words that others stand for, or may stand for."),
    "sources": ("listings", "List the sources."),
    "speakers": ("speaking", "List the speakers of a source, or find out who speaks in its turns."),
    "turns": ("listings", "List the turns of all sources."),
    "participants": ("listings", "List the participants."),
    "recruitment": ("listings", "List who was invited and what came of it."),
    "sessions": ("listings", "List the sessions."),
    "recordings": ("listings", "List the recordings of all sessions, and how long they are."),
    "team": ("listings", "List the research team."),
    "guide": ("listings", "List the questions of the moderator guide."),
    "observations": ("listings", "List what observers tapped and noted in the sessions."),
    "codes": ("listings", "List the codebook."),
    "codings": ("listings", "List the codings."),
    "themes": ("listings", "List the themes."),
    "quotes": ("quoting", "List the chosen quotes as printed."),
    "claims": ("rigour", "Show the claims of the Results with what speaks for and against them."),
    "memos": ("listings", "List the memos."),
    "journal": ("journal", "List the released journal entries, or keep your own journal."),
    "meetings": ("listings", "List the meetings, what was decided and what follows."),
    "decisions": ("listings", "List the decisions with their reasons."),
    "checks": ("listings", "List the member checks and what they changed."),
    "involvement": ("listings", "List how patients and the public were involved."),
    "readings": ("listings", "List who has read which source."),
    "rounds": ("rounds", "Show the rounds of coding apart, or take one a STEP further."),
    "compare": ("rounds", "Show where two people read the same sources differently."),
    "amendments": ("listings", "List the changes of the protocol."),
    "phases": ("listings", "List what was noted of the phases of the analysis."),
    "audit": ("audit", "Write the audit trail: every step, dated and chained by hashes."),
    "trustworthiness": ("audit", "Show or write which techniques of rigour are on record."),
    "marks": ("marks", "Turn typed signs such as (pause) or [laughs] into marks beside the words."),
    "unclear": ("marks", "List what was heard with doubt or not at all, with times."),
    "search": ("listings", "Find turns by their words."),
    "find": ("finding", "Find talk by codes, people, places and words."),
    "near": ("near", "Find passages near a text, a code or a theme in meaning."),
    "queries": ("finding", "List the saved queries; each finds what is there now."),
    "silence": ("rigour", "Show who says how much, and who says nothing to a question."),
    "matrix": ("matrices", "Show or write a matrix."),
    "talk": ("talking", "Show how talk is shared out in each session, and who follows whom."),
    "saturation": ("talking", "Show where codes come up first, and assess code saturation."),
    "keyness": ("talking", "Show which words one group says more often than the others."),
    "figure": ("talking", "Show or write a picture of the study, as SVG or as its table."),
    "method": ("rigour", "Show what the declared method permits, hides and why."),
    "agree": ("agreeing", "Compute agreement between coders, where the method asks for it."),
    "lint": ("rigour", "Find words that clash with the declared method."),
    "do": ("operations", "Do any operation of the study."),
    "history": ("operations", "Show what happened to the study or to one record."),
    "undo": ("operations", "Take back your last step."),
    "redo": ("operations", "Do again what you took back."),
    "conflicts": ("studies", "List what two merged copies disagree on."),
    "verify": ("studies", "Check that a study is whole."),
    "restore": ("studies", "Make the study of an archive again."),
    "merge": ("studies", "Take in the steps of another copy of a study."),
    "encrypt": ("locking", "Encrypt a study's folder at rest."),
    "decrypt": ("locking", "Make a plain study of an encrypted one, in place."),
    "rekey": ("locking", "Give an encrypted study another passphrase."),
}


class Verbs(click.Group):
    """A group whose commands are loaded when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of a study's course."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the module of a verb and return its command."""
        del ctx
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"heddle.cli.{VERBS[cmd_name][0]}")
        found: click.Command = module.COMMANDS[cmd_name]
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs without loading any of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(verb, text) for verb, (_, text) in VERBS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; an error for people goes to stderr and ends with exit code 1."""
        try:
            return super().invoke(ctx)
        except HeddleError as error:
            click.echo(f"heddle: {error}", err=True)
            ctx.exit(1)
        except BrokenPipeError:
            # The reader of our output (head, less) has had enough: that is no error.
            sys.stderr.close()
            ctx.exit(0)


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="heddle")
def main() -> None:
    """Heddle: the workbench for focus-group and interview studies.

    Each command works on one study, a folder on this computer. Nothing leaves the computer.
    Begin with “heddle demo”, or with “heddle new my-study --title "My study"”.
    """
