"""All kinds of records of a study; the order is that of a study's course."""

from __future__ import annotations

from functools import cache

from heddle.log.erasure import Erasure
from heddle.log.records import Record, Schema
from heddle.study.amendments import Amendment
from heddle.study.channels import SetChannel
from heddle.study.checklist import Answer
from heddle.study.checklists import OwnChecklist
from heddle.study.claims import Claim, Evidence
from heddle.study.clocks import SessionClock
from heddle.study.codebook import MergeCodes
from heddle.study.codes import Code
from heddle.study.codings import Coding
from heddle.study.consent import Consent, Sheet
from heddle.study.decisions import Decision
from heddle.study.deletions import Deletion
from heddle.study.exports import Export
from heddle.study.facts import StudyFacts
from heddle.study.guide import Guide, Question, Use
from heddle.study.identity import KeyUse
from heddle.study.involvement import Involvement
from heddle.study.journal_entries import JournalEntry
from heddle.study.journal_keys import JournalKey
from heddle.study.leftovers import Leftover
from heddle.study.lineage import MergeThemes
from heddle.study.links import Link, Reaction
from heddle.study.mark_signs import ReadMarks
from heddle.study.marks import MarkTurns
from heddle.study.meetings import FollowUp, Meeting
from heddle.study.member_checks import MemberCheck
from heddle.study.memos import Memo
from heddle.study.method import MethodChange
from heddle.study.note_sources import GatherNotes
from heddle.study.numbering import Numbering
from heddle.study.observations import Observation
from heddle.study.overrides import Override
from heddle.study.participants import Participant
from heddle.study.phase_notes import PhaseNote
from heddle.study.pseudonyms import Substitution
from heddle.study.queries import SavedQuery
from heddle.study.quotes import Quote
from heddle.study.ratings import Rating
from heddle.study.readiness import ReadinessDecision, ReadinessReview
from heddle.study.readiness_setup import ReadinessPlan
from heddle.study.readings import Reading
from heddle.study.recognitions import Doubt, Recognition
from heddle.study.reconciliations import Reconciliation
from heddle.study.recordings import Channel, Recording
from heddle.study.recruitment import Event, Invitee
from heddle.study.retention import RetentionRule
from heddle.study.round_readings import RoundReading
from heddle.study.rounds import Assignment, Round
from heddle.study.sessions import Attendance, Session
from heddle.study.sites import Site
from heddle.study.sources import Source, Speaker, Turn
from heddle.study.speaker_proposals import ProposeSpeakers
from heddle.study.speakers import JoinSpeaker
from heddle.study.summaries import Summary
from heddle.study.team import Member
from heddle.study.theme_map import MapPlace
from heddle.study.themes import Feed, Theme
from heddle.study.transcribing import WriteTurn
from heddle.study.turn_checks import CheckTurns
from heddle.study.turns import CorrectTurn
from heddle.study.variants import Variant
from heddle.study.withdrawals import Withdrawal
from heddle.study.written_answers import TakeAnswer

KINDS: tuple[type[Record], ...] = (
    StudyFacts,
    Member,
    Site,
    Participant,
    Invitee,
    Event,
    Sheet,
    Consent,
    Session,
    Attendance,
    Recording,
    Channel,
    SessionClock,
    Guide,
    Question,
    Use,
    Observation,
    Source,
    Speaker,
    Turn,
    Recognition,
    Doubt,
    Reading,
    Code,
    Coding,
    Round,
    Assignment,
    RoundReading,
    Reconciliation,
    Link,
    Reaction,
    Rating,
    ReadinessPlan,
    ReadinessDecision,
    ReadinessReview,
    Substitution,
    Memo,
    SavedQuery,
    Theme,
    Feed,
    Summary,
    MapPlace,
    Quote,
    JournalKey,
    JournalEntry,
    Meeting,
    FollowUp,
    Decision,
    MemberCheck,
    Involvement,
    Amendment,
    PhaseNote,
    Numbering,
    Claim,
    Evidence,
    MethodChange,
    OwnChecklist,
    Answer,
    Variant,
    Override,
    Export,
    Leftover,
    Withdrawal,
    RetentionRule,
    Deletion,
    KeyUse,
    Erasure,
)

# Importing a module registers its operations; these have no records of their own to name.
_REGISTERED = (
    MergeCodes,
    MergeThemes,
    CorrectTurn,
    CheckTurns,
    JoinSpeaker,
    MarkTurns,
    ReadMarks,
    WriteTurn,
    SetChannel,
    ProposeSpeakers,
    GatherNotes,
    TakeAnswer,
)


@cache
def study_schema() -> Schema:
    """Return the schema of a study."""
    return Schema(KINDS)
