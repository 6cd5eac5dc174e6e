// Written by scripts/types.mjs from openapi.json; do not change it by hand.

/** The record of each kind, by the name that the server uses for the kind. */
export interface Kinds {
  studies: StudyFacts;
  members: Member;
  sites: Site;
  participants: Participant;
  invitees: Invitee;
  recruitment_events: RecruitmentEvent;
  sheets: Sheet;
  consents: Consent;
  sessions: Session;
  attendances: Attendance;
  recordings: Recording;
  channels: Channel;
  guides: Guide;
  clocks: SessionClock;
  questions: Question;
  question_uses: Use;
  observations: Observation;
  sources: Source;
  speakers: Speaker;
  turns: Turn;
  codes: Code;
  codings: Coding;
  memos: Memo;
  themes: Theme;
  theme_codes: Feed;
  links: Link;
  reactions: Reaction;
  map_places: MapPlace;
  quotes: Quote;
  answers: Answer;
  checklists: OwnChecklist;
  ratings: Rating;
  readiness_plans: ReadinessPlan;
  readiness: ReadinessDecision;
  readiness_reviews: ReadinessReview;
  readings: Reading;
  recognitions: Recognition;
  doubts: Doubt;
  rounds: Round;
  assignments: Assignment;
  reconciliations: Reconciliation;
  meetings: Meeting;
  follow_ups: FollowUp;
  decisions: Decision;
  member_checks: MemberCheck;
  involvement: Involvement;
  amendments: Amendment;
  phase_notes: PhaseNote;
  numberings: Numbering;
  variants: Variant;
  overrides: Override;
  claims: Claim;
  claim_evidence: Evidence;
  method_changes: MethodChange;
  exports: Export;
  withdrawals: Withdrawal;
  retention_rules: RetentionRule;
  deletions: Deletion;
  substitutions: Substitution;
  key_uses: KeyUse;
}
export type Kind = keyof Kinds;
export const KINDS: readonly Kind[] = [
  "studies",
  "members",
  "sites",
  "participants",
  "invitees",
  "recruitment_events",
  "sheets",
  "consents",
  "sessions",
  "attendances",
  "recordings",
  "channels",
  "guides",
  "clocks",
  "questions",
  "question_uses",
  "observations",
  "sources",
  "speakers",
  "turns",
  "codes",
  "codings",
  "memos",
  "themes",
  "theme_codes",
  "links",
  "reactions",
  "map_places",
  "quotes",
  "answers",
  "checklists",
  "ratings",
  "readiness_plans",
  "readiness",
  "readiness_reviews",
  "readings",
  "recognitions",
  "doubts",
  "rounds",
  "assignments",
  "reconciliations",
  "meetings",
  "follow_ups",
  "decisions",
  "member_checks",
  "involvement",
  "amendments",
  "phase_notes",
  "numberings",
  "variants",
  "overrides",
  "claims",
  "claim_evidence",
  "method_changes",
  "exports",
  "withdrawals",
  "retention_rules",
  "deletions",
  "substitutions",
  "key_uses",
];

/** What is true of the whole study; there is one such record. */
export interface StudyFacts {
  acknowledgements: string;
  aims: string[];
  approach: "codebook" | "framework" | "reflexive" | "reliability";
  approached_by: string;
  conflicts: string;
  context: Record<string, string>;
  data_availability: string;
  design: string;
  end_date: string;
  epistemology: string;
  ethics: string;
  funding: string;
  id: string;
  keywords: string[];
  orientation: string;
  publication_language: string;
  registration: string;
  sampling: string;
  setting: string;
  source_language: string;
  stop_rule: string;
  title: string;
}

/** A member of the research team; coder, moderator, author of memos. */
export interface Member {
  affiliations: string[];
  author: boolean;
  credentials: string;
  experience: string;
  foreign_id: string;
  gender: string;
  id: string;
  in_setting: boolean | null;
  job: string;
  made: string;
  name: string;
  orcid: string;
  prior_tie: string;
  roles: ("analyst" | "author" | "data manager" | "moderator" | "observer" | "planner" | "principal investigator" | "reader" | "recruiter" | "transcriber" | "translator")[];
}

/** A place or unit of the setting; participants name their team and location in words. */
export interface Site {
  form: "location" | "organisation" | "team";
  id: string;
  name: string;
  parent: string;
  staff_groups: string[];
}

/** A person who takes part; ages and years are whole or part years, None: not stated. */
export interface Participant {
  age: number | null;
  attributes: Record<string, string>;
  birth_year: number | null;
  code: string;
  foreign_id: string;
  gender: string;
  group: string;
  id: string;
  location: string;
  made: string;
  mentor: boolean | null;
  number: number | null;
  occupation: string;
  team: string;
  years_in_services: number | null;
  years_in_team: number | null;
}

/** A person on the invitation list. */
export interface Invitee {
  approached_by: string;
  code: string;
  id: string;
  identified_by: string;
  participant: string;
  planned_group: string;
  team: string;
}

/** One step of an invitee's way into the study, or out of it. */
export interface RecruitmentEvent {
  date: string;
  id: string;
  invitee: string;
  session: string;
  state: "agreed" | "attended" | "cancelled" | "consented" | "declined" | "informed" | "invited" | "no-show" | "withdrew";
  why: string;
}

/** An information sheet, in one version and one language. */
export interface Sheet {
  id: string;
  language: string;
  text: string;
  valid_from: string;
  version: string;
  withdrawal_deadline: string;
}

/** What one person has agreed to, on one day, on one information sheet. */
export interface Consent {
  date: string;
  id: string;
  invitee: string;
  legal_basis: string;
  participant: string;
  scopes: ("archive" | "audio" | "contact again" | "quotes" | "take part" | "transcript" | "translated quotes")[];
  sheet: string;
  why: string;
  withdrawal_note: string;
  withdrawn: string;
}

/** A focus group or an interview. */
export interface Session {
  breaks: number;
  date: string;
  duration: number | null;
  form: "focus group" | "interview";
  grouping: string;
  guide: string;
  guide_version: string;
  id: string;
  language: string;
  moderators: string[];
  name: string;
  notes: string;
  observers: string[];
  place: string;
  started: string;
  stopped: string;
}

/** A participant's presence in a session. */
export interface Attendance {
  id: string;
  participant: string;
  seat: string;
  session: string;
}

/** An audio or video file of a session. */
export interface Recording {
  begins: number;
  custody: string;
  delete_by: string;
  deleted: string;
  device: string;
  duration: number | null;
  file_hash: string;
  file_name: string;
  form: "audio" | "video";
  id: string;
  session: string;
  track: string;
  why: string;
}

/** Whose microphone a channel of a recording is. */
export interface Channel {
  id: string;
  member: string;
  number: number;
  participant: string;
  recording: string;
}

/** A moderator guide in one version. */
export interface Guide {
  basis: string;
  id: string;
  language: string;
  name: string;
  pilot_note: string;
  piloted: boolean | null;
  revises: string;
  translation: string;
  version: string;
}

/** The clock of a session, as it ran on one computer. */
export interface SessionClock {
  began: string;
  by: string;
  id: string;
  offset: number;
  paused: number | null;
  pauses: number[][];
  session: string;
  stopped: number | null;
  through: boolean;
}

/** A question of a guide. */
export interface Question {
  block: string;
  came_from: string;
  codes: string[];
  form: "closing" | "key" | "opening task" | "probe";
  guide: string;
  id: string;
  position: number;
  research_question: string;
  text: string;
  wordings: Record<string, string>;
}

/** Whether a question was asked in a session. */
export interface Use {
  asked: boolean;
  clock: string;
  id: string;
  note: string;
  position: number | null;
  question: string;
  second: number | null;
  session: string;
  turn: string;
}

/** A tap or a note of one observer in one session. */
export interface Observation {
  by: string;
  clock: string;
  id: string;
  member: string;
  participant: string;
  seat: string;
  second: number | null;
  session: string;
  text: string;
  turn: string;
  what: "agreement" | "disagreement" | "interruption" | "laughter" | "leaves" | "returns" | "silence" | "speaks" | "atmosphere" | "interaction" | "non-verbal" | "note" | "own reaction";
}

/** A text of the study: an ordered list of turns. */
export interface Source {
  checked: string;
  convention: string;
  encoding: string;
  file_format: string;
  file_hash: string;
  file_name: string;
  foreign_id: string;
  form: "document" | "field note" | "transcript" | "written answer";
  id: string;
  language: string;
  made: string;
  name: string;
  notes: string[];
  participant: string;
  session: string;
  transcriber: string;
}

/** A speaker's label in one source, joined to a participant or a team member. */
export interface Speaker {
  id: string;
  member: string;
  name: string;
  participant: string;
  role: "moderator" | "observer" | "participant" | "unknown";
  source: string;
}

/** One speaker's turn, or one paragraph without a speaker. */
export interface Turn {
  draft: boolean;
  end: number | null;
  guessed: boolean;
  heard: string;
  heard_on: string;
  id: string;
  marks: ((number | string)[])[];
  position: number;
  source: string;
  speaker: string;
  speaker_sure: number;
  start: number | null;
  text: string;
  timings: number[][];
  withdrawn: boolean;
}

/** A code of the codebook. */
export interface Code {
  came_from: string[];
  colour: string;
  definition: string;
  example: string;
  exclude: string;
  foreign_id: string;
  id: string;
  include: string;
  made: string;
  name: string;
  origin: "deductive" | "inductive";
  parent: string;
  position: number;
}

/** A code on a stretch of a source, by one coder. */
export interface Coding {
  code: string;
  coder: string;
  end: number;
  end_turn: string;
  foreign_id: string;
  gone: boolean;
  id: string;
  made: string;
  note: string;
  quote: string;
  source: string;
  start: number;
  turn: string;
  words: string;
}

/** A note by one person, on one or several records or on the study as a whole. */
export interface Memo {
  about: string[];
  author: string;
  date: string;
  foreign_id: string;
  id: string;
  made: string;
  reply_to: string;
  text: string;
  title: string;
  type: "code" | "comment" | "decision" | "familiarisation" | "interaction" | "method" | "negative case" | "other" | "reflexive" | "theme";
}

/** A theme; merged, split and dropped ones stay, so that the lineage can be read. */
export interface Theme {
  came_from: string[];
  central_idea: string;
  description: string;
  excludes: string;
  foreign_id: string;
  id: string;
  includes: string;
  made: string;
  name: string;
  parent: string;
  position: number;
  rationale: string;
  stage: "candidate" | "developed" | "dropped" | "final" | "merged" | "split";
}

/** A code that feeds a theme; one code may feed several. */
export interface Feed {
  code: string;
  id: string;
  theme: string;
  why: string;
}

/** What one turn does with another of its source, as a coder sees it. */
export interface Link {
  coder: string;
  id: string;
  note: string;
  sort: "agrees" | "answers" | "builds" | "challenges" | "disagrees" | "jokes" | "redirects";
  source: string;
  to: string;
  turn: string;
}

/** What a participant did with the topic of a question, as a coder sees it. */
export interface Reaction {
  coder: string;
  example: boolean;
  id: string;
  note: string;
  participant: string;
  question: string;
  session: string;
  side: "assent" | "dissent";
  turn: string;
}

/** Where a theme or a code stands on the map. */
export interface MapPlace {
  id: string;
  on: string;
  x: number;
  y: number;
}

/** A quote chosen for a theme. */
export interface Quote {
  attribution: "group and number" | "none" | "number" | "pseudonym" | "role";
  code: string;
  edits: Edit[];
  end: number;
  end_turn: string;
  excluded: string;
  id: string;
  in_results: boolean;
  in_table: boolean;
  note: string;
  position: number;
  pseudonym: string;
  source: string;
  start: number;
  table_cuts: Edit[];
  theme: string;
  translations: Translation[];
  turn: string;
  unmarked: boolean;
  words: string;
}

/** The answer to one item of one checklist. */
export interface Answer {
  checklist: string;
  evidence: string[];
  id: string;
  item: string;
  location: string;
  status: "missing" | "not applicable" | "not done" | "partly" | "reported";
  text: string;
}

/** A reporting checklist that the team has added to its study. */
export interface OwnChecklist {
  content: string;
  id: string;
  name: string;
  title: string;
}

/** What one coded passage says of readiness; empty fields are not stated. */
export interface Rating {
  coding: string;
  id: string;
  level: "" | "organisation" | "person" | "system" | "team";
  time: "" | "after" | "before";
  valence: "" | "mixed" | "ready" | "unclear" | "unready";
  wish: boolean;
}

/** That the study looks at readiness, and when; there is one such record. */
export interface ReadinessPlan {
  id: string;
  language: "da" | "en";
  start: string;
  version: string;
}

/** What the analysts decided about one area in one group. */
export interface ReadinessDecision {
  area: string;
  ask: string;
  by_when: string;
  id: string;
  influence: string;
  owner: string;
  session: string;
  status: "not discussed" | "partly" | "prepared" | "unprepared";
  who: string[];
  why: string;
}

/** That somebody with lived experience read the report critically, and what it changed. */
export interface ReadinessReview {
  changed: string;
  date: string;
  id: string;
  member: string;
}

/** A source, read from beginning to end by one person. */
export interface Reading {
  date: string;
  id: string;
  member: string;
  note: string;
  source: string;
}

/** How a transcript was recognised. */
export interface Recognition {
  by_channel: boolean;
  effort: "careful" | "quick";
  engine: string;
  engine_version: string;
  id: string;
  language: string;
  licence: string;
  manner: "clean" | "verbatim";
  model: string;
  model_hash: string;
  precision: string;
  recordings: string[];
  seconds: number;
  source: string;
  vocabulary: number;
  whole: boolean;
}

/** A stretch of a recognised transcript that should be heard again. */
export interface Doubt {
  about: "no speech" | "no words" | "pace" | "repetition" | "times" | "unsure";
  end: number;
  id: string;
  settled: string;
  settled_on: string;
  source: string;
  start: number;
}

/** Several people code the same sources apart, to compare how they read them. */
export interface Round {
  codes: string[];
  id: string;
  name: string;
  opened_why: string;
  owner: string;
  purpose: string;
  state: "closed" | "coding" | "opened" | "planned";
  unit: "character" | "second" | "segment" | "sentence" | "turn";
  why: string;
}

/** A source that a person codes in a round. */
export interface Assignment {
  done: boolean;
  id: string;
  member: string;
  round: string;
  source: string;
}

/** How a difference between readings was settled, and why. */
export interface Reconciliation {
  by: string;
  dropped: string[];
  id: string;
  made: string[];
  originals: string[];
  round: string;
  source: string;
  why: string;
}

/** A meeting about the study: who looked at what, and what came of it. */
export interface Meeting {
  date: string;
  form: "other" | "peer debriefing" | "sign-off" | "supervision" | "team meeting";
  guests: string;
  id: string;
  looked_at: string[];
  notes: string;
  people: string[];
  title: string;
}

/** Something that a meeting left to be done. */
export interface FollowUp {
  done: string;
  due: string;
  id: string;
  meeting: string;
  text: string;
  who: string;
}

/** What was decided, why, and by whom. */
export interface Decision {
  about: string[];
  date: string;
  id: string;
  meeting: string;
  people: string[];
  text: string;
  why: string;
}

/** Something that was sent to participants to hear what they say to it. */
export interface MemberCheck {
  about: string[];
  answered: string[];
  date: string;
  effect: string;
  id: string;
  participants: string[];
  purpose: "accuracy" | "dialogue";
  response: string;
  returned: string;
  text: string;
  what: "findings" | "other" | "quotes" | "summary" | "transcript";
}

/** One event or stretch of time in which people were involved. */
export interface Involvement {
  about: string[];
  aim: string;
  change: string;
  contribution: string;
  date: string;
  id: string;
  level: "collaborate" | "consult" | "inform" | "involve" | "lead";
  members: string[];
  pay: string;
  reflection: string;
  stage: "analysis" | "data collection" | "design" | "question" | "recruitment" | "sharing" | "whole study" | "writing";
  who: string;
}

/** A dated change of the protocol. */
export interface Amendment {
  about: string[];
  approved: string;
  area: "analysis" | "data collection" | "data protection" | "guide" | "information and consent" | "other" | "recruitment";
  before: string;
  date: string;
  id: string;
  text: string;
  why: string;
}

/** A stretch of work on one of the six phases. */
export interface PhaseNote {
  ended: string;
  id: string;
  people: string[];
  phase: number;
  purpose: string;
  started: string;
}

/** The published numbers of one group. */
export interface Numbering {
  group: string;
  id: string;
  numbers: Record<string, number>;
}

/** The chosen form of one part of the report. */
export interface Variant {
  id: string;
  options: Record<string, string | number | boolean>;
  part: string;
  why: string;
}

/** A decision to go on although a check objects. */
export interface Override {
  gate: "consent" | "disclosure" | "identity" | "language" | "method" | "quotes" | "translation";
  id: string;
  item: string;
  why: string;
}

/** A sentence of the Results that states a finding. */
export interface Claim {
  id: string;
  none_found: string;
  note: string;
  position: number;
  quantifier: string;
  sentence: string;
  theme: string;
}

/** What speaks for or against a claim: a coding, a quote, a stretch, or a participant. */
export interface Evidence {
  claim: string;
  coding: string;
  end: number;
  end_turn: string;
  id: string;
  note: string;
  participant: string;
  quote: string;
  source: string;
  stance: "contradicts" | "qualifies" | "supports";
  start: number;
  turn: string;
  words: string;
}

/** A change of the declared variety after the analysis had begun. */
export interface MethodChange {
  after: "codebook" | "framework" | "reflexive" | "reliability";
  before: "codebook" | "framework" | "reflexive" | "reliability";
  codings: number;
  date: string;
  id: string;
  why: string;
}

/** A file that was made from the study. */
export interface Export {
  figures: Record<string, Record<string, string[]>>;
  file_hash: string;
  form: "original" | "pseudonymised";
  format: string;
  id: string;
  people: string[];
  purpose: "draft" | "final";
  quotes: string[];
  recalled: string;
  size: number;
  what: string;
}

/** One person's withdrawal, without anything of what they had said. */
export interface Withdrawal {
  by: string;
  choices: ("delete everything" | "exclude quotes" | "forget identity" | "redact turns" | "stop contact")[];
  counts: Record<string, number>;
  date: string;
  id: string;
  invitee: string;
  kept: Kept[];
  late: boolean;
  participant: string;
  recall: string[];
  why: string;
}

/** How long one class of data is kept. */
export interface RetentionRule {
  basis: "day" | "end of study" | "session" | "sheet" | "transcript checked";
  custodian: string;
  data: "anonymised transcripts" | "consent forms" | "identity key" | "log" | "raw transcripts" | "recordings";
  day: string;
  id: string;
  months: number;
  place: string;
  why: string;
}

/** Something that was deleted, or is to be: the certificate. */
export interface Deletion {
  about: string;
  by: string;
  done: string;
  file_hash: string;
  id: string;
  size: number;
  subject: "consent form" | "export" | "identity key" | "log" | "other file" | "raw transcript" | "recording" | "transcript";
  what: string;
  why: string;
  withdrawal: string;
}

/** Words for which others stand wherever the study is shown or printed pseudonymised. */
export interface Substitution {
  accepted_by: string;
  category: "date" | "health" | "occupation" | "organisation" | "other" | "person" | "place" | "workplace";
  end: number;
  end_turn: string;
  gone: boolean;
  id: string;
  quote: string;
  read_by: string;
  read_on: string;
  scope: "here" | "source" | "study";
  source: string;
  start: number;
  status: "accepted" | "rejected" | "suggested";
  substitute: string;
  turn: string;
  why: string;
  words: string;
}

/** One use of the identity key. */
export interface KeyUse {
  act: "changed" | "opened";
  by: string;
  id: string;
  key: string;
  why: string;
}

/** One editorial operation on a quote's words.

    ``omit`` leaves [start, end) out, shown as [...]; ``insert`` puts an editor's word at
    `start`, shown in brackets; ``nonverbal`` an act, shown in brackets; ``replace`` puts
    [text] for [start, end), with a reason; ``case`` changes capital or small first letter. */
export interface Edit {
  confirmed_by: string;
  end: number;
  op: "case" | "insert" | "nonverbal" | "omit" | "replace";
  reason: string;
  start: number;
  text: string;
}

/** A translation of a quote, as it is printed: a draft until somebody else has checked it. */
export interface Translation {
  by: string;
  checked_by: string;
  date: string;
  insider: boolean | null;
  language: string;
  method: string;
  note: string;
  table_text: string;
  terms: string;
  text: string;
  translator_languages: string;
}

/** Something that stays although the person withdrew, and why. */
export interface Kept {
  kind: string;
  record: string;
  why: string;
}

/** One operation with its fields, as `act` and POST /api/do take it. */
export type Step =
  | AcceptSubstitutionsStep
  | AddAmendmentStep
  | AddChecklistStep
  | AddClaimStep
  | AddCodeStep
  | AddCodingsStep
  | AddDecisionStep
  | AddEvidenceStep
  | AddFollowUpStep
  | AddGuideStep
  | AddInvolvementStep
  | AddLinkStep
  | AddMeetingStep
  | AddMemberStep
  | AddParticipantStep
  | AddPhaseNoteStep
  | AddQuestionStep
  | AddQuoteStep
  | AddReadingStep
  | AddReconciliationStep
  | AddRecordingStep
  | AddSessionStep
  | AddSheetStep
  | AddSiteStep
  | AddSourceStep
  | AddSpeakerStep
  | AddThemeStep
  | AdoptReadinessStep
  | AnswerCheckStep
  | AskStep
  | AssignSourcesStep
  | AssignTurnsStep
  | AttendStep
  | BeginJournalStep
  | BeginRoundStep
  | ChangeAmendmentStep
  | ChangeCheckStep
  | ChangeClaimStep
  | ChangeCodeStep
  | ChangeConsentStep
  | ChangeDecisionStep
  | ChangeEvidenceStep
  | ChangeFollowUpStep
  | ChangeGuideStep
  | ChangeInviteeStep
  | ChangeInvolvementStep
  | ChangeLinkStep
  | ChangeMeetingStep
  | ChangeMemberStep
  | ChangeMemoStep
  | ChangeMethodStep
  | ChangeObservationStep
  | ChangeParticipantStep
  | ChangePhaseNoteStep
  | ChangeQuestionStep
  | ChangeQuoteStep
  | ChangeRecordingStep
  | ChangeRoundStep
  | ChangeSessionStep
  | ChangeSheetStep
  | ChangeSiteStep
  | ChangeSourceStep
  | ChangeSubstitutionStep
  | ChangeThemeStep
  | CheckTurnsStep
  | ChooseVariantStep
  | ClearChannelsStep
  | ClearMapStep
  | ClearRatingsStep
  | CloseRoundStep
  | ConfirmCutsStep
  | CorrectClockStep
  | CorrectEventStep
  | CorrectTurnStep
  | DecideReadinessStep
  | DescribeStudyStep
  | DropAmendmentStep
  | DropAnswerStep
  | DropCheckStep
  | DropChecklistStep
  | DropClaimStep
  | DropClockStep
  | DropCodeStep
  | DropCodingsStep
  | DropConsentStep
  | DropDecisionStep
  | DropEntryStep
  | DropEvidenceStep
  | DropFollowUpStep
  | DropGuideStep
  | DropInviteeStep
  | DropInvolvementStep
  | DropLeftoverStep
  | DropLinksStep
  | DropMeetingStep
  | DropMemberStep
  | DropMemoStep
  | DropNumberingStep
  | DropObservationsStep
  | DropOverrideStep
  | DropParticipantStep
  | DropPhaseNoteStep
  | DropQueryStep
  | DropQuestionStep
  | DropQuoteStep
  | DropReactionsStep
  | DropReadinessReviewStep
  | DropReadingStep
  | DropReconciliationStep
  | DropRecordingStep
  | DropRoundStep
  | DropSessionStep
  | DropSheetStep
  | DropSiteStep
  | DropSourceStep
  | DropSubstitutionStep
  | DropSummaryStep
  | DropThemeStep
  | DropTurnStep
  | ExcludeQuotesStep
  | FeedThemeStep
  | FinishDeletionsStep
  | FinishSourcesStep
  | GatherNotesStep
  | GuideOpenAreasStep
  | IncludeQuotesStep
  | InsertTurnStep
  | InviteStep
  | JoinSpeakerStep
  | JoinTurnsStep
  | KeepLeftoversStep
  | MarkTurnsStep
  | MatchInviteeStep
  | MergeCodesStep
  | MergeThemesStep
  | MoveClaimStep
  | MoveCodeStep
  | MoveCodingStep
  | MoveQuestionStep
  | NoteChangedStep
  | NoteCodingStep
  | NoteDeletedElsewhereStep
  | NoteDeletionStep
  | NoteExportStep
  | NoteOpenedStep
  | NoteRecognitionStep
  | OpenRoundStep
  | OrderDeletionStep
  | PauseClockStep
  | PlaceOnMapStep
  | PlanReadinessStep
  | PlanRoundStep
  | ProposeSpeakersStep
  | ReadMarksStep
  | ReadSubstitutionsStep
  | RecallExportStep
  | RecodeStep
  | RecordEventStep
  | RecordWithdrawalStep
  | RefreshQuoteStep
  | RegisterConsentStep
  | RejectSubstitutionsStep
  | ReleaseEntryStep
  | RelockJournalStep
  | RenameQueryStep
  | RenameSpeakerStep
  | ReopenDoubtsStep
  | ResumeClockStep
  | RetractEventStep
  | ReviewReadinessStep
  | ReviewSummaryStep
  | ReviseGuideStep
  | RewriteEntryStep
  | SaveQueryStep
  | SendCheckStep
  | SetChannelStep
  | SetRatingsStep
  | SetReactionStep
  | SetRetentionStep
  | SettleDoubtsStep
  | ShuffleNumbersStep
  | SkipStep
  | SplitCodeStep
  | SplitThemeStep
  | SplitTurnStep
  | StampTurnStep
  | StartClockStep
  | StopClockStep
  | SuggestSubstitutionsStep
  | TakeAnswerStep
  | TapSeatStep
  | UnattendStep
  | UncheckTurnsStep
  | UndecideReadinessStep
  | UnfeedThemeStep
  | UnmarkStep
  | UnmarkTurnsStep
  | WithdrawConsentStep
  | WithholdEntryStep
  | WriteAnswerStep
  | WriteEntryStep
  | WriteMemoStep
  | WriteNoteStep
  | WriteOverrideStep
  | WriteSummaryStep
  | WriteTurnStep;

/** Accept substitutions: others stand for these words from now on. */
export interface AcceptSubstitutionsStep {
  category?: "date" | "health" | "occupation" | "organisation" | "other" | "person" | "place" | "workplace" | null;
  op: "substitutions.accept";
  scope?: "here" | "source" | "study" | null;
  substitute?: string | null;
  substitutions: string[];
  why?: string | null;
}

/** Put a change of the protocol on record, with its date and reason. */
export interface AddAmendmentStep {
  about?: string[];
  approved?: string;
  area?: "analysis" | "data collection" | "data protection" | "guide" | "information and consent" | "other" | "recruitment";
  before?: string;
  date: string;
  op: "amendments.add";
  text: string;
  why: string;
}

/** Add the checklist of a journal or of the team to the study. */
export interface AddChecklistStep {
  content: string;
  op: "checklists.add";
}

/** Put a sentence of the Results into the claims ledger. */
export interface AddClaimStep {
  none_found?: string;
  note?: string;
  op: "claims.add";
  quantifier?: string;
  sentence: string;
  theme?: string;
}

/** Add a code to the codebook. */
export interface AddCodeStep {
  colour?: string;
  definition?: string;
  example?: string;
  exclude?: string;
  foreign_id?: string;
  include?: string;
  made?: string;
  name: string;
  op: "codes.add";
  origin?: "deductive" | "inductive";
  parent?: string;
}

/** Code one or several stretches. */
export interface AddCodingsStep {
  codings: NewCoding[];
  op: "codings.add";
}

/** Put a decision on record, with its reason. */
export interface AddDecisionStep {
  about?: string[];
  date?: string;
  meeting?: string;
  op: "decisions.add";
  people?: string[];
  text: string;
  why: string;
}

/** Put what speaks for or against a claim beside it. */
export interface AddEvidenceStep {
  claim: string;
  coding?: string;
  end?: number;
  end_turn?: string;
  note?: string;
  op: "evidence.add";
  participant?: string;
  quote?: string;
  stance: "contradicts" | "qualifies" | "supports";
  start?: number;
  turn?: string;
}

/** Note what a meeting left to be done, by whom and by when. */
export interface AddFollowUpStep {
  due?: string;
  meeting?: string;
  op: "follow_ups.add";
  text: string;
  who?: string;
}

/** Add a moderator guide with its questions in order. */
export interface AddGuideStep {
  basis?: string;
  language?: string;
  name: string;
  op: "guide.add";
  pilot_note?: string;
  piloted?: boolean | null;
  questions?: NewQuestion[];
  translation?: string;
  version?: string;
}

/** Put on record how people were involved, and what came of it. */
export interface AddInvolvementStep {
  about?: string[];
  aim?: string;
  change?: string;
  contribution: string;
  date?: string;
  level?: "collaborate" | "consult" | "inform" | "involve" | "lead";
  members?: string[];
  op: "involvement.add";
  pay?: string;
  reflection?: string;
  stage?: "analysis" | "data collection" | "design" | "question" | "recruitment" | "sharing" | "whole study" | "writing";
  who: string;
}

/** Say what one turn does with another. */
export interface AddLinkStep {
  coder?: string;
  note?: string;
  op: "links.add";
  sort: "agrees" | "answers" | "builds" | "challenges" | "disagrees" | "jokes" | "redirects";
  to: string;
  turn: string;
}

/** Put a meeting on record: who, when, and what was looked at. */
export interface AddMeetingStep {
  date: string;
  form?: "other" | "peer debriefing" | "sign-off" | "supervision" | "team meeting";
  guests?: string;
  looked_at?: string[];
  notes?: string;
  op: "meetings.add";
  people?: string[];
  title: string;
}

/** Add a member to the research team. */
export interface AddMemberStep {
  affiliations?: string[];
  author?: boolean;
  credentials?: string;
  experience?: string;
  foreign_id?: string;
  gender?: string;
  in_setting?: boolean | null;
  job?: string;
  made?: string;
  name: string;
  op: "team.add";
  orcid?: string;
  prior_tie?: string;
  roles?: ("analyst" | "author" | "data manager" | "moderator" | "observer" | "planner" | "principal investigator" | "reader" | "recruiter" | "transcriber" | "translator")[];
}

/** Add a participant under a code. */
export interface AddParticipantStep {
  age?: number | null;
  attributes?: Record<string, string>;
  birth_year?: number | null;
  code: string;
  foreign_id?: string;
  gender?: string;
  group?: string;
  location?: string;
  made?: string;
  mentor?: boolean | null;
  number?: number | null;
  occupation?: string;
  op: "participants.add";
  team?: string;
  years_in_services?: number | null;
  years_in_team?: number | null;
}

/** Note when a phase of the analysis was worked on, and what for. */
export interface AddPhaseNoteStep {
  ended?: string;
  op: "phases.note";
  people?: string[];
  phase: number;
  purpose?: string;
  started: string;
}

/** Add a question to a guide, at the end or before another. */
export interface AddQuestionStep {
  before?: string;
  block?: string;
  codes?: string[];
  form?: "closing" | "key" | "opening task" | "probe";
  guide: string;
  op: "guide.add_question";
  research_question?: string;
  text: string;
  wordings?: Record<string, string>;
}

/** Choose a quote from a transcript, with its cuts and insertions. */
export interface AddQuoteStep {
  attribution?: "group and number" | "none" | "number" | "pseudonym" | "role";
  code?: string;
  edits?: Edit[];
  end: number;
  end_turn?: string;
  in_results?: boolean;
  in_table?: boolean;
  note?: string;
  op: "quotes.add";
  pseudonym?: string;
  start: number;
  table_cuts?: Edit[];
  theme?: string;
  translations?: Translation[];
  turn: string;
  unmarked?: boolean;
}

/** Note that somebody has read a source. */
export interface AddReadingStep {
  date?: string;
  member?: string;
  note?: string;
  op: "readings.add";
  source: string;
}

/** Settle a difference between readings, with the reason. */
export interface AddReconciliationStep {
  codings?: NewCoding[];
  drop?: string[];
  op: "reconciliations.add";
  originals: string[];
  round: string;
  why: string;
}

/** Put a session's recording on record. */
export interface AddRecordingStep {
  begins?: number;
  custody?: string;
  delete_by?: string;
  device?: string;
  duration?: number | null;
  file_hash?: string;
  file_name?: string;
  form?: "audio" | "video";
  op: "recordings.add";
  session: string;
  track?: string;
  why?: string;
}

/** Add a focus group or an interview. */
export interface AddSessionStep {
  breaks?: number;
  date?: string;
  duration?: number | null;
  form?: "focus group" | "interview";
  grouping?: string;
  guide?: string;
  guide_version?: string;
  language?: string;
  moderators?: string[];
  name: string;
  notes?: string;
  observers?: string[];
  op: "sessions.add";
  place?: string;
  started?: string;
  stopped?: string;
}

/** Put an information sheet on record, as a new version. */
export interface AddSheetStep {
  language?: string;
  op: "consent.sheet";
  text?: string;
  valid_from?: string;
  version: string;
  withdrawal_deadline?: string;
}

/** Add a location, a team or an organisation of the setting. */
export interface AddSiteStep {
  form?: "location" | "organisation" | "team";
  name: string;
  op: "sites.add";
  parent?: string;
  staff_groups?: string[];
}

/** Add a source with its turns and speakers. */
export interface AddSourceStep {
  convention?: string;
  encoding?: string;
  file_format?: string;
  file_hash?: string;
  file_name?: string;
  foreign_id?: string;
  form?: "document" | "field note" | "transcript" | "written answer";
  language?: string;
  made?: string;
  name: string;
  notes?: string[];
  op: "sources.add";
  participant?: string;
  session?: string;
  speakers?: NewSpeaker[];
  transcriber?: string;
  turns?: NewTurn[];
}

/** Add a speaker to a source: somebody who was there, or a label. */
export interface AddSpeakerStep {
  id?: string;
  member?: string;
  name: string;
  op: "speakers.add";
  participant?: string;
  role?: "moderator" | "observer" | "participant" | "unknown";
  source: string;
}

/** Add a theme, with the codes that feed it. */
export interface AddThemeStep {
  came_from?: string[];
  central_idea?: string;
  codes?: string[];
  description?: string;
  excludes?: string;
  foreign_id?: string;
  includes?: string;
  made?: string;
  name: string;
  op: "themes.add";
  parent?: string;
  rationale?: string;
  stage?: "candidate" | "developed" | "final";
}

/** Add the readiness framework: its codes, and a guide built from them. */
export interface AdoptReadinessStep {
  language?: "da" | "en" | null;
  op: "readiness.adopt";
}

/** Put on record what participants answered, and what it changed in the analysis. */
export interface AnswerCheckStep {
  answered: string[];
  check: string;
  effect?: string;
  op: "member_checks.answer";
  response: string;
  returned: string;
}

/** Note that a question was asked in a session. */
export interface AskStep {
  at?: string;
  note?: string;
  op: "guide.ask";
  position?: number | null;
  question: string;
  session: string;
  turn?: string;
}

/** Say which sources a person codes in a round. */
export interface AssignSourcesStep {
  coder: string;
  op: "rounds.assign";
  round: string;
  sources?: string[];
}

/** Give turns to another speaker of their source. */
export interface AssignTurnsStep {
  guessed?: boolean;
  op: "turns.assign";
  speaker: string;
  turns: string[];
}

/** Put participants on a session's present list. */
export interface AttendStep {
  op: "sessions.attend";
  participants: string[];
  seats?: Record<string, string>;
  session: string;
}

/** Begin a reflexive journal: set up the key that seals its entries. */
export interface BeginJournalStep {
  again?: boolean;
  locked: string;
  op: "journal.begin";
  recipient: string;
}

/** Begin a round: from now on nobody in it sees what the others code. */
export interface BeginRoundStep {
  op: "rounds.begin";
  round: string;
}

/** Correct what is on record of an amendment. */
export interface ChangeAmendmentStep {
  about?: string[] | null;
  amendment: string;
  approved?: string | null;
  area?: "analysis" | "data collection" | "data protection" | "guide" | "information and consent" | "other" | "recruitment" | null;
  before?: string | null;
  date?: string | null;
  op: "amendments.change";
  text?: string | null;
  why?: string | null;
}

/** Correct what is on record of a member check. */
export interface ChangeCheckStep {
  about?: string[] | null;
  answered?: string[] | null;
  check: string;
  date?: string | null;
  effect?: string | null;
  op: "member_checks.change";
  participants?: string[] | null;
  purpose?: "accuracy" | "dialogue" | null;
  response?: string | null;
  returned?: string | null;
  text?: string | null;
  what?: "findings" | "other" | "quotes" | "summary" | "transcript" | null;
}

/** Change a claim's sentence, theme, quantifier or what was found against it. */
export interface ChangeClaimStep {
  claim: string;
  none_found?: string | null;
  note?: string | null;
  op: "claims.change";
  quantifier?: string | null;
  sentence?: string | null;
  theme?: string | null;
}

/** Change a code's name, definition, rules of use or colour. */
export interface ChangeCodeStep {
  code: string;
  colour?: string | null;
  definition?: string | null;
  example?: string | null;
  exclude?: string | null;
  include?: string | null;
  name?: string | null;
  op: "codes.change";
  origin?: "deductive" | "inductive" | null;
}

/** Change what a consent covers, its date, sheet or legal basis. */
export interface ChangeConsentStep {
  consent: string;
  date?: string | null;
  legal_basis?: string | null;
  op: "consent.change";
  scopes?: ("archive" | "audio" | "contact again" | "quotes" | "take part" | "transcript" | "translated quotes")[] | null;
  sheet?: string | null;
  why?: string | null;
}

/** Correct what is on record of a decision. */
export interface ChangeDecisionStep {
  about?: string[] | null;
  date?: string | null;
  decision: string;
  meeting?: string | null;
  op: "decisions.change";
  people?: string[] | null;
  text?: string | null;
  why?: string | null;
}

/** Change what a piece of evidence says to its claim, or its note. */
export interface ChangeEvidenceStep {
  evidence: string;
  note?: string | null;
  op: "evidence.change";
  stance?: "contradicts" | "qualifies" | "supports" | null;
}

/** Change a follow-up, or say when it was done. */
export interface ChangeFollowUpStep {
  done?: string | null;
  due?: string | null;
  follow_up: string;
  op: "follow_ups.change";
  text?: string | null;
  who?: string | null;
}

/** Change a guide's name, version or description. */
export interface ChangeGuideStep {
  basis?: string | null;
  guide: string;
  language?: string | null;
  name?: string | null;
  op: "guide.change";
  pilot_note?: string | null;
  piloted?: boolean | null;
  translation?: string | null;
  version?: string | null;
}

/** Change an invitee's code, team, planned group, or how the person was found. */
export interface ChangeInviteeStep {
  approached_by?: string | null;
  code?: string | null;
  identified_by?: string | null;
  invitee: string;
  op: "recruitment.change";
  planned_group?: string | null;
  team?: string | null;
}

/** Change what is on record of an involvement. */
export interface ChangeInvolvementStep {
  about?: string[] | null;
  aim?: string | null;
  change?: string | null;
  contribution?: string | null;
  date?: string | null;
  involvement: string;
  level?: "collaborate" | "consult" | "inform" | "involve" | "lead" | null;
  members?: string[] | null;
  op: "involvement.change";
  pay?: string | null;
  reflection?: string | null;
  stage?: "analysis" | "data collection" | "design" | "question" | "recruitment" | "sharing" | "whole study" | "writing" | null;
  who?: string | null;
}

/** Change what a link says. */
export interface ChangeLinkStep {
  link: string;
  note?: string | null;
  op: "links.change";
  sort?: "agrees" | "answers" | "builds" | "challenges" | "disagrees" | "jokes" | "redirects" | null;
}

/** Change what is on record of a meeting. */
export interface ChangeMeetingStep {
  date?: string | null;
  form?: "other" | "peer debriefing" | "sign-off" | "supervision" | "team meeting" | null;
  guests?: string | null;
  looked_at?: string[] | null;
  meeting: string;
  notes?: string | null;
  op: "meetings.change";
  people?: string[] | null;
  title?: string | null;
}

/** Change what is on record about a team member. */
export interface ChangeMemberStep {
  affiliations?: string[] | null;
  author?: boolean | null;
  credentials?: string | null;
  experience?: string | null;
  gender?: string | null;
  in_setting?: boolean | null;
  job?: string | null;
  member: string;
  name?: string | null;
  op: "team.change";
  orcid?: string | null;
  prior_tie?: string | null;
  roles?: ("analyst" | "author" | "data manager" | "moderator" | "observer" | "planner" | "principal investigator" | "reader" | "recruiter" | "transcriber" | "translator")[] | null;
}

/** Change a memo's words, type or what it is about. */
export interface ChangeMemoStep {
  about?: string[] | null;
  date?: string | null;
  memo: string;
  op: "memos.change";
  text?: string | null;
  title?: string | null;
  type?: "code" | "comment" | "decision" | "familiarisation" | "interaction" | "method" | "negative case" | "other" | "reflexive" | "theme" | null;
}

/** Change the declared variety of analysis, with the reason that is printed. */
export interface ChangeMethodStep {
  approach: "codebook" | "framework" | "reflexive" | "reliability";
  date?: string;
  op: "method.change";
  why: string;
}

/** Correct a tap or a note: what it is, about whom, its words or its second. */
export interface ChangeObservationStep {
  member?: string | null;
  observation: string;
  op: "observations.change";
  participant?: string | null;
  seat?: string | null;
  second?: number | null;
  text?: string | null;
  what?: "agreement" | "disagreement" | "interruption" | "laughter" | "leaves" | "returns" | "silence" | "speaks" | "atmosphere" | "interaction" | "non-verbal" | "note" | "own reaction" | null;
}

/** Change what is on record about a participant. */
export interface ChangeParticipantStep {
  age?: number | null;
  attributes?: Record<string, string> | null;
  birth_year?: number | null;
  clear?: string[];
  code?: string | null;
  gender?: string | null;
  group?: string | null;
  location?: string | null;
  mentor?: boolean | null;
  number?: number | null;
  occupation?: string | null;
  op: "participants.change";
  participant: string;
  team?: string | null;
  years_in_services?: number | null;
  years_in_team?: number | null;
}

/** Change what is noted of the work on a phase. */
export interface ChangePhaseNoteStep {
  ended?: string | null;
  note: string;
  op: "phases.change_note";
  people?: string[] | null;
  phase?: number | null;
  purpose?: string | null;
  started?: string | null;
}

/** Change a question's words, block, research question, form or other wordings. */
export interface ChangeQuestionStep {
  block?: string | null;
  codes?: string[] | null;
  form?: "closing" | "key" | "opening task" | "probe" | null;
  op: "guide.change_question";
  question: string;
  research_question?: string | null;
  text?: string | null;
  wordings?: Record<string, string> | null;
}

/** Change a quote's theme, edits, translations, attribution or use. */
export interface ChangeQuoteStep {
  attribution?: "group and number" | "none" | "number" | "pseudonym" | "role" | null;
  code?: string | null;
  edits?: Edit[] | null;
  in_results?: boolean | null;
  in_table?: boolean | null;
  note?: string | null;
  op: "quotes.change";
  position?: number | null;
  pseudonym?: string | null;
  quote: string;
  table_cuts?: Edit[] | null;
  theme?: string | null;
  translations?: Translation[] | null;
  unmarked?: boolean | null;
}

/** Change what is on record about a recording. */
export interface ChangeRecordingStep {
  begins?: number | null;
  custody?: string | null;
  delete_by?: string | null;
  device?: string | null;
  duration?: number | null;
  file_hash?: string | null;
  file_name?: string | null;
  form?: "audio" | "video" | null;
  op: "recordings.change";
  recording: string;
  track?: string | null;
  why?: string | null;
}

/** Change what a round is for, what it compares, or who owns it. */
export interface ChangeRoundStep {
  codes?: string[] | null;
  name?: string | null;
  op: "rounds.change";
  owner?: string | null;
  purpose?: string | null;
  round: string;
  unit?: "character" | "second" | "segment" | "sentence" | "turn" | null;
}

/** Change a session's name, date, place, times, people or guide. */
export interface ChangeSessionStep {
  breaks?: number | null;
  clear?: string[];
  date?: string | null;
  duration?: number | null;
  form?: "focus group" | "interview" | null;
  grouping?: string | null;
  guide?: string | null;
  guide_version?: string | null;
  language?: string | null;
  moderators?: string[] | null;
  name?: string | null;
  notes?: string | null;
  observers?: string[] | null;
  op: "sessions.change";
  place?: string | null;
  session: string;
  started?: string | null;
  stopped?: string | null;
}

/** Correct an information sheet's version, language, dates or text. */
export interface ChangeSheetStep {
  language?: string | null;
  op: "consent.change_sheet";
  sheet: string;
  text?: string | null;
  valid_from?: string | null;
  version?: string | null;
  withdrawal_deadline?: string | null;
}

/** Change a site's name, form, staff groups or what it belongs to. */
export interface ChangeSiteStep {
  form?: "location" | "organisation" | "team" | null;
  name?: string | null;
  op: "sites.change";
  parent?: string | null;
  site: string;
  staff_groups?: string[] | null;
}

/** Change a source's name, form, session or description. */
export interface ChangeSourceStep {
  checked?: string | null;
  convention?: string | null;
  form?: "document" | "field note" | "transcript" | "written answer" | null;
  language?: string | null;
  name?: string | null;
  op: "sources.change";
  participant?: string | null;
  session?: string | null;
  source: string;
  transcriber?: string | null;
}

/** Change what stands for words, its category, how far it holds, or its place. */
export interface ChangeSubstitutionStep {
  category?: "date" | "health" | "occupation" | "organisation" | "other" | "person" | "place" | "workplace" | null;
  end?: number | null;
  op: "substitutions.change";
  scope?: "here" | "source" | "study" | null;
  start?: number | null;
  substitute?: string | null;
  substitution: string;
  why?: string | null;
}

/** Change a theme's name, central idea, description, place or stage. */
export interface ChangeThemeStep {
  central_idea?: string | null;
  description?: string | null;
  excludes?: string | null;
  includes?: string | null;
  name?: string | null;
  op: "themes.change";
  parent?: string | null;
  position?: number | null;
  rationale?: string | null;
  stage?: "candidate" | "developed" | "final" | null;
  theme: string;
}

/** Confirm that turns were heard: that their words, their speakers or both are right. */
export interface CheckTurnsStep {
  op: "turns.check";
  speaker?: boolean;
  turns: string[];
  words?: boolean;
}

/** Choose in which form a part of the report is printed from now on. */
export interface ChooseVariantStep {
  op: "variants.choose";
  options: Record<string, string | number | boolean>;
  part: string;
  why?: string;
}

/** Take back whose microphone a channel is. */
export interface ClearChannelsStep {
  number?: number | null;
  op: "channels.clear";
  recording: string;
}

/** Take everything off its place on the theme map; Heddle arranges it anew. */
export interface ClearMapStep {
  op: "map.clear";
}

/** Take back what was said of coded passages; the codings stay. */
export interface ClearRatingsStep {
  codings: string[];
  op: "ratings.clear";
}

/** Close a round: its differences have been talked about. */
export interface CloseRoundStep {
  op: "rounds.close";
  round: string;
  why?: string;
}

/** Confirm that a quote still says what was meant, though a word such as "not" was cut. */
export interface ConfirmCutsStep {
  at?: number | null;
  op: "quotes.confirm";
  quote: string;
}

/** Correct a clock's offset, so that everything noted by it meets the recording. */
export interface CorrectClockStep {
  clock: string;
  offset?: number | null;
  op: "clocks.correct";
  through?: boolean | null;
}

/** Correct the date, the reason or the session of a recorded step. */
export interface CorrectEventStep {
  date?: string | null;
  event: string;
  op: "recruitment.correct";
  session?: string | null;
  why?: string | null;
}

/** Correct the words of a turn; codings and quotes in it move with them. */
export interface CorrectTurnStep {
  op: "turns.correct";
  text: string;
  turn: string;
}

/** Decide how prepared a group is in an area, with the reason. */
export interface DecideReadinessStep {
  area: string;
  ask?: string | null;
  by_when?: string | null;
  influence?: string | null;
  op: "readiness.decide";
  owner?: string | null;
  session: string;
  status?: "not discussed" | "partly" | "prepared" | "unprepared" | null;
  who?: string[] | null;
  why?: string | null;
}

/** Describe the study: title, approach, aims, setting and the like. */
export interface DescribeStudyStep {
  acknowledgements?: string | null;
  aims?: string[] | null;
  approach?: "codebook" | "framework" | "reflexive" | "reliability" | null;
  approached_by?: string | null;
  conflicts?: string | null;
  context?: Record<string, string> | null;
  data_availability?: string | null;
  design?: string | null;
  end_date?: string | null;
  epistemology?: string | null;
  ethics?: string | null;
  funding?: string | null;
  keywords?: string[] | null;
  op: "study.describe";
  orientation?: string | null;
  publication_language?: string | null;
  registration?: string | null;
  sampling?: string | null;
  setting?: string | null;
  source_language?: string | null;
  stop_rule?: string | null;
  title?: string | null;
}

/** Remove an amendment that was put on record by mistake. */
export interface DropAmendmentStep {
  amendment: string;
  op: "amendments.drop";
}

/** Remove the answer to an item of a checklist. */
export interface DropAnswerStep {
  answer: string;
  op: "answers.drop";
}

/** Remove a member check that was put on record by mistake. */
export interface DropCheckStep {
  check: string;
  op: "member_checks.drop";
}

/** Take a checklist that the team has added out of the study. */
export interface DropChecklistStep {
  checklist: string;
  op: "checklists.drop";
}

/** Take a claim out of the ledger, with its evidence. */
export interface DropClaimStep {
  claim: string;
  op: "claims.drop";
}

/** Remove a clock that was started by mistake; refused once something was noted by it. */
export interface DropClockStep {
  clock: string;
  op: "clocks.drop";
}

/** Remove a code; its codings go too only if that is asked for. */
export interface DropCodeStep {
  code: string;
  op: "codes.drop";
  with_codings?: boolean;
}

/** Remove codings. */
export interface DropCodingsStep {
  codings: string[];
  op: "codings.drop";
}

/** Remove a consent that was registered by mistake. */
export interface DropConsentStep {
  consent: string;
  op: "consent.drop";
}

/** Remove a decision that was put on record by mistake. */
export interface DropDecisionStep {
  decision: string;
  op: "decisions.drop";
}

/** Remove an entry from one's own journal. */
export interface DropEntryStep {
  entry: string;
  op: "journal.drop";
}

/** Take a piece of evidence away from its claim. */
export interface DropEvidenceStep {
  evidence: string;
  op: "evidence.drop";
}

/** Remove a follow-up. */
export interface DropFollowUpStep {
  follow_up: string;
  op: "follow_ups.drop";
}

/** Remove a guide with its questions; refused while a session used it. */
export interface DropGuideStep {
  guide: string;
  op: "guide.drop";
}

/** Take a person off the invitation list, with the events; for entries made by mistake. */
export interface DropInviteeStep {
  invitee: string;
  op: "recruitment.drop";
}

/** Remove an involvement that was put on record by mistake. */
export interface DropInvolvementStep {
  involvement: string;
  op: "involvement.drop";
}

/** Do not keep a leftover any longer. */
export interface DropLeftoverStep {
  leftover: string;
  op: "leftovers.drop";
}

/** Remove links between turns. */
export interface DropLinksStep {
  links: string[];
  op: "links.drop";
}

/** Remove a meeting; refused while decisions or follow-ups are under it. */
export interface DropMeetingStep {
  meeting: string;
  op: "meetings.drop";
}

/** Remove a member from the team; refused while something is under the name. */
export interface DropMemberStep {
  member: string;
  op: "team.drop";
}

/** Remove a memo. */
export interface DropMemoStep {
  memo: string;
  op: "memos.drop";
}

/** Print the internal numbers of a group again. */
export interface DropNumberingStep {
  numbering: string;
  op: "numbering.drop";
}

/** Remove taps or notes that were made by mistake. */
export interface DropObservationsStep {
  observations: string[];
  op: "observations.drop";
}

/** Take back an override: the check objects again. */
export interface DropOverrideStep {
  op: "overrides.drop";
  override: string;
}

/** Remove a participant; refused while a session, a consent or a source names them. */
export interface DropParticipantStep {
  op: "participants.drop";
  participant: string;
}

/** Remove a note on a phase. */
export interface DropPhaseNoteStep {
  note: string;
  op: "phases.drop_note";
}

/** Remove a saved query; nothing that it found goes with it. */
export interface DropQueryStep {
  op: "queries.drop";
  query: string;
}

/** Remove a question from a guide; refused if it was asked or skipped in a session. */
export interface DropQuestionStep {
  op: "guide.drop_question";
  question: string;
}

/** Remove a quote from the study's choice. */
export interface DropQuoteStep {
  op: "quotes.drop";
  quote: string;
}

/** Remove reactions. */
export interface DropReactionsStep {
  op: "reactions.drop";
  reactions: string[];
}

/** Remove the note of a review. */
export interface DropReadinessReviewStep {
  op: "readiness.drop_review";
  review: string;
}

/** Remove a reading that was noted by mistake. */
export interface DropReadingStep {
  op: "readings.drop";
  reading: string;
}

/** Treat a settled difference as open again. */
export interface DropReconciliationStep {
  op: "reconciliations.drop";
  reconciliation: string;
}

/** Remove the entry of a recording that was made by mistake. */
export interface DropRecordingStep {
  op: "recordings.drop";
  recording: string;
}

/** Remove a round that has not begun. */
export interface DropRoundStep {
  op: "rounds.drop";
  round: string;
}

/** Remove a session with its present list; refused while it has recordings or sources. */
export interface DropSessionStep {
  op: "sessions.drop";
  session: string;
}

/** Remove an information sheet; refused while a consent was signed on it. */
export interface DropSheetStep {
  op: "consent.drop_sheet";
  sheet: string;
}

/** Remove a site; refused while others belong to it. */
export interface DropSiteStep {
  op: "sites.drop";
  site: string;
}

/** Remove a source with its turns and speakers; refused while it is coded or quoted. */
export interface DropSourceStep {
  op: "sources.drop";
  source: string;
}

/** Take a substitution off the record. */
export interface DropSubstitutionStep {
  op: "substitutions.drop";
  substitutions: string[];
}

/** Remove a summary. */
export interface DropSummaryStep {
  op: "summaries.drop";
  summary: string;
}

/** Give a theme up, with the reason; it stays in the lineage. */
export interface DropThemeStep {
  op: "themes.drop";
  rationale: string;
  theme: string;
}

/** Remove a turn; refused while something is anchored in it. */
export interface DropTurnStep {
  op: "turns.drop";
  turn: string;
}

/** Keep quotes out of everything that is printed, until they are let in again. */
export interface ExcludeQuotesStep {
  op: "quotes.exclude";
  quotes: string[];
  why: string;
}

/** Let codes feed a theme. */
export interface FeedThemeStep {
  codes: string[];
  op: "themes.feed";
  theme: string;
  why?: string;
}

/** Note that files which were to be deleted are gone. */
export interface FinishDeletionsStep {
  date: string;
  deletions: string[];
  op: "deletions.done";
}

/** Say that your sources of a round are coded. */
export interface FinishSourcesStep {
  done?: boolean;
  op: "rounds.finish";
  round: string;
  sources?: string[];
}

/** Put the notes of one observer in a session into a source of field notes, to be coded. */
export interface GatherNotesStep {
  member?: string;
  op: "observations.gather";
  session: string;
}

/** Make a guide for the areas that nobody has spoken about yet. */
export interface GuideOpenAreasStep {
  language?: "da" | "en" | null;
  op: "readiness.guide";
}

/** Let quotes be printed again that were excluded. */
export interface IncludeQuotesStep {
  op: "quotes.include";
  quotes: string[];
}

/** Put a new turn into a source, after another one or at the beginning. */
export interface InsertTurnStep {
  after?: string;
  draft?: boolean;
  end?: number | null;
  guessed?: boolean;
  new?: string;
  op: "turns.insert";
  source: string;
  speaker?: string;
  start?: number | null;
  text: string;
}

/** Put a person on the invitation list, as invited. */
export interface InviteStep {
  approached_by?: string;
  code: string;
  date?: string;
  identified_by?: string;
  op: "recruitment.invite";
  planned_group?: string;
  team?: string;
}

/** Say who a speaker is: a participant, a member of the team, or a role only. */
export interface JoinSpeakerStep {
  member?: string | null;
  op: "speakers.join";
  participant?: string | null;
  role?: "moderator" | "observer" | "participant" | "unknown" | null;
  speaker: string;
}

/** Join a turn with the one after it. */
export interface JoinTurnsStep {
  op: "turns.join";
  turn: string;
}

/** Keep what has no place here, to give it back. */
export interface KeepLeftoversStep {
  leftovers: NewLeftover[];
  op: "leftovers.keep";
}

/** Mark pauses, overlap, laughter, unclear words and the like in turns; the words stay. */
export interface MarkTurnsStep {
  marks: NewMark[];
  op: "turns.mark";
}

/** Say which participant an invitee became; an empty participant takes it back. */
export interface MatchInviteeStep {
  invitee: string;
  op: "recruitment.match";
  participant: string;
}

/** Merge codes into one: codings, codes below, themes, quotes and memos go over. */
export interface MergeCodesStep {
  codes: string[];
  into: string;
  op: "codes.merge";
}

/** Merge themes into a new one that remembers where it came from. */
export interface MergeThemesStep {
  central_idea?: string;
  description?: string;
  name: string;
  op: "themes.merge";
  rationale?: string;
  stage?: "candidate" | "developed" | "final";
  themes: string[];
}

/** Move a claim before another one, or to the end. */
export interface MoveClaimStep {
  before?: string;
  claim: string;
  op: "claims.move";
}

/** Move a code under another one, to the top, or to another place among its siblings. */
export interface MoveCodeStep {
  before?: string;
  code: string;
  op: "codes.move";
  parent?: string;
}

/** Set where a coding begins and ends; it takes the new words as its own. */
export interface MoveCodingStep {
  coding: string;
  end: number;
  end_turn?: string;
  op: "codings.move";
  start: number;
  turn: string;
}

/** Move a question to another place in its guide. */
export interface MoveQuestionStep {
  before?: string;
  block?: string | null;
  op: "guide.move_question";
  question: string;
}

/** Note that the identity key was made or changed. */
export interface NoteChangedStep {
  key: string;
  op: "identity.changed";
  why?: string;
}

/** Write a note on a coding. */
export interface NoteCodingStep {
  coding: string;
  note: string;
  op: "codings.note";
}

/** Note that something which Heddle does not keep was deleted: a key, forms on paper. */
export interface NoteDeletedElsewhereStep {
  date: string;
  file_hash?: string;
  op: "deletions.note";
  subject: "consent form" | "export" | "identity key" | "log" | "other file" | "raw transcript" | "recording" | "transcript";
  what: string;
  why?: string;
}

/** Note that a recording's file was deleted, and when. */
export interface NoteDeletionStep {
  date: string;
  op: "recordings.deleted";
  recording: string;
}

/** Note that a file was made from the study. */
export interface NoteExportStep {
  figures?: Record<string, Record<string, string[]>>;
  file_hash?: string;
  form?: "original" | "pseudonymised";
  format: string;
  op: "exports.note";
  people?: string[];
  purpose?: "draft" | "final";
  quotes?: string[];
  size?: number;
  what: string;
}

/** Note that the identity key was opened. */
export interface NoteOpenedStep {
  key: string;
  op: "identity.opened";
  why: string;
}

/** Note with what a transcript was recognised, and which stretches to doubt. */
export interface NoteRecognitionStep {
  by_channel?: boolean;
  doubts?: NewDoubt[];
  effort?: "careful" | "quick";
  engine: string;
  engine_version?: string;
  language?: string;
  licence?: string;
  manner?: "clean" | "verbatim";
  model: string;
  model_hash: string;
  op: "recognitions.note";
  precision?: string;
  recordings?: string[];
  seconds?: number;
  source: string;
  vocabulary?: number;
  whole?: boolean;
}

/** Open a round: everybody's codings are kept as they are and shown to all. */
export interface OpenRoundStep {
  op: "rounds.open";
  round: string;
  why?: string;
}

/** Decide that a kept original or a recording's file is to be deleted. */
export interface OrderDeletionStep {
  about: string;
  op: "deletions.order";
  why: string;
}

/** Pause the clock of a session, for a break. */
export interface PauseClockStep {
  at: string;
  op: "clocks.pause";
  session: string;
}

/** Put themes and codes in their places on the theme map. */
export interface PlaceOnMapStep {
  op: "map.place";
  places: Put[];
}

/** Say when the first peer support worker begins; sessions are before or after that. */
export interface PlanReadinessStep {
  op: "readiness.plan";
  start?: string | null;
}

/** Plan a round in which several people code apart. */
export interface PlanRoundStep {
  coders?: string[];
  codes?: string[];
  name: string;
  op: "rounds.plan";
  owner?: string;
  purpose?: string;
  sources?: string[];
  unit?: "character" | "second" | "segment" | "sentence" | "turn";
}

/** Give turns to the speakers that channels or a program have found. */
export interface ProposeSpeakersStep {
  op: "speakers.propose";
  source: string;
  turns: Proposed[];
}

/** Turn signs among the words of a transcript into marks; codings move with the words. */
export interface ReadMarksStep {
  kinds?: ("cutoff" | "emphasis" | "inaudible" | "laughter" | "nonverbal" | "overlap" | "pause" | "unclear")[];
  op: "turns.read_marks";
  source: string;
  turns?: string[];
}

/** Note that a second reader has read accepted substitutions in their places. */
export interface ReadSubstitutionsStep {
  date?: string;
  op: "substitutions.second_read";
  reader?: string;
  substitutions: string[];
}

/** Note what became of an export's copies. */
export interface RecallExportStep {
  export: string;
  op: "exports.recall";
  recalled: string;
}

/** Put codings under another code. */
export interface RecodeStep {
  code: string;
  codings: string[];
  op: "codings.recode";
}

/** Record what became of an invitee: agreed, declined, cancelled, attended and so on. */
export interface RecordEventStep {
  date?: string;
  invitee: string;
  op: "recruitment.record";
  session?: string;
  state: "agreed" | "attended" | "cancelled" | "consented" | "declined" | "informed" | "invited" | "no-show" | "withdrew";
  why?: string;
}

/** Record a withdrawal that erases nothing: no more contact, quotes not printed. */
export interface RecordWithdrawalStep {
  choices: ("delete everything" | "exclude quotes" | "forget identity" | "redact turns" | "stop contact")[];
  date: string;
  invitee?: string;
  op: "withdrawals.record";
  participant?: string;
  why?: string;
}

/** Take over the transcript's present words after it was corrected. */
export interface RefreshQuoteStep {
  op: "quotes.refresh";
  quote: string;
}

/** Register a signed consent: who, when, on which sheet, and to what. */
export interface RegisterConsentStep {
  date: string;
  invitee?: string;
  legal_basis?: string;
  op: "consent.register";
  participant?: string;
  scopes: ("archive" | "audio" | "contact again" | "quotes" | "take part" | "transcript" | "translated quotes")[];
  sheet?: string;
  why?: string;
}

/** Decide that words stay as they are. */
export interface RejectSubstitutionsStep {
  op: "substitutions.reject";
  substitutions: string[];
  why?: string;
}

/** Release an entry of one's own journal to the team and the audit trail. */
export interface ReleaseEntryStep {
  entry: string;
  op: "journal.release";
  words: string;
}

/** Change the passphrase of one's own journal. */
export interface RelockJournalStep {
  key: string;
  locked: string;
  op: "journal.relock";
}

/** Give a saved query another name, or another reason. */
export interface RenameQueryStep {
  name: string;
  op: "queries.rename";
  query: string;
  why?: string | null;
}

/** Rename a speaker everywhere in a source; an existing label takes the turns over. */
export interface RenameSpeakerStep {
  name: string;
  op: "speakers.rename";
  speaker: string;
}

/** Put stretches that were ticked off back on the list. */
export interface ReopenDoubtsStep {
  doubts: string[];
  op: "doubts.reopen";
}

/** Let the clock of a session go on, after a pause or when it was stopped too early. */
export interface ResumeClockStep {
  at: string;
  op: "clocks.resume";
  session: string;
}

/** Take back a step that was recorded by mistake. */
export interface RetractEventStep {
  event: string;
  op: "recruitment.retract";
}

/** Note that somebody with lived experience read the report, and what changed by it. */
export interface ReviewReadinessStep {
  changed: string;
  date?: string;
  member: string;
  op: "readiness.review";
}

/** Say that a summary still holds, for the codings as they are now. */
export interface ReviewSummaryStep {
  codings: string[];
  op: "summaries.review";
  summary: string;
}

/** Make a new version of a guide with the same questions; the old one stays. */
export interface ReviseGuideStep {
  basis?: string | null;
  guide: string;
  op: "guide.revise";
  pilot_note?: string | null;
  piloted?: boolean | null;
  version: string;
}

/** Put other words in the place of a private entry of one's own. */
export interface RewriteEntryStep {
  about?: string[];
  date?: string;
  entry: string;
  op: "journal.rewrite";
  text: string;
  title?: string;
}

/** Save a query under a name, or put another in the place of a saved one. */
export interface SaveQueryStep {
  name: string;
  op: "queries.save";
  query?: string;
  text: string;
  why?: string;
}

/** Put on record what was sent to participants, to whom, when and what for. */
export interface SendCheckStep {
  about?: string[];
  date: string;
  op: "member_checks.send";
  participants: string[];
  purpose?: "accuracy" | "dialogue";
  text?: string;
  what: "findings" | "other" | "quotes" | "summary" | "transcript";
}

/** Say whose microphone a channel of a recording is. */
export interface SetChannelStep {
  member?: string;
  number?: number;
  op: "channels.set";
  participant?: string;
  recording: string;
}

/** Say of coded passages whether they speak of being ready, on which level, of which time. */
export interface SetRatingsStep {
  codings: string[];
  level?: "" | "organisation" | "person" | "system" | "team" | null;
  op: "ratings.set";
  time?: "" | "after" | "before" | null;
  valence?: "" | "mixed" | "ready" | "unclear" | "unready" | null;
  wish?: boolean | null;
}

/** Say what a participant did with a question: assent or dissent, with an example or not. */
export interface SetReactionStep {
  coder?: string;
  example?: boolean;
  note?: string;
  op: "reactions.set";
  participant: string;
  question: string;
  session: string;
  side: "assent" | "dissent";
  turn?: string;
}

/** Say how long a class of data is kept, from which day, where, and who answers for it. */
export interface SetRetentionStep {
  basis?: "day" | "end of study" | "session" | "sheet" | "transcript checked" | null;
  custodian?: string | null;
  data: "anonymised transcripts" | "consent forms" | "identity key" | "log" | "raw transcripts" | "recordings";
  day?: string | null;
  months?: number | null;
  op: "retention.set";
  place?: string | null;
  why?: string | null;
}

/** Tick off stretches that were heard again. */
export interface SettleDoubtsStep {
  doubts: string[];
  op: "doubts.settle";
}

/** Give the participants other numbers in print, drawn at random within each group. */
export interface ShuffleNumbersStep {
  group?: string | null;
  op: "numbering.shuffle";
}

/** Note that a question was left out in a session. */
export interface SkipStep {
  at?: string;
  note?: string;
  op: "guide.skip";
  question: string;
  session: string;
}

/** Split a code: the named codings go to a new code beside it. */
export interface SplitCodeStep {
  code: string;
  codings: string[];
  definition?: string;
  name: string;
  op: "codes.split";
}

/** Split a theme into several that remember where they came from. */
export interface SplitThemeStep {
  into: Record<string, string[]>;
  op: "themes.split";
  rationale?: string;
  theme: string;
}

/** Split a turn in two at a point; the second part can go to another speaker. */
export interface SplitTurnStep {
  at: number;
  new?: string;
  op: "turns.split";
  speaker?: string | null;
  start?: number | null;
  turn: string;
}

/** Note when a turn, or the word at a place in it, was spoken. */
export interface StampTurnStep {
  at?: number;
  op: "turns.stamp";
  seconds: number | null;
  turn: string;
}

/** Start the clock of a session. */
export interface StartClockStep {
  at: string;
  op: "clocks.start";
  session: string;
}

/** Stop the clock at the end of a session. */
export interface StopClockStep {
  at: string;
  op: "clocks.stop";
  session: string;
}

/** Put words into the queue of those that others may stand for. */
export interface SuggestSubstitutionsStep {
  op: "substitutions.suggest";
  substitutions: NewSubstitution[];
}

/** Type in what a participant wrote in a session, or keep the picture of it. */
export interface TakeAnswerStep {
  file_format?: string;
  file_hash?: string;
  file_name?: string;
  op: "sources.write_answer";
  participant: string;
  session: string;
  text?: string | null;
}

/** Note with one press who speaks, or what happens in the room. */
export interface TapSeatStep {
  at: string;
  member?: string;
  op: "observations.tap";
  participant?: string;
  seat?: string;
  session: string;
  what?: "agreement" | "disagreement" | "interruption" | "laughter" | "leaves" | "returns" | "silence" | "speaks";
}

/** Take participants off a session's present list. */
export interface UnattendStep {
  op: "sessions.unattend";
  participants: string[];
  session: string;
}

/** Take back that turns were heard, or that their speakers were confirmed. */
export interface UncheckTurnsStep {
  op: "turns.uncheck";
  speaker?: boolean;
  turns: string[];
  words?: boolean;
}

/** Take back a decision on readiness: the cell is open again. */
export interface UndecideReadinessStep {
  decision: string;
  op: "readiness.undecide";
}

/** Take codes out of a theme. */
export interface UnfeedThemeStep {
  codes: string[];
  op: "themes.unfeed";
  theme: string;
}

/** Take back the note that a question was asked or skipped in a session. */
export interface UnmarkStep {
  op: "guide.unmark";
  question: string;
  session: string;
}

/** Take marks off turns; the words stay. */
export interface UnmarkTurnsStep {
  marks: WhichMark[];
  op: "turns.unmark";
}

/** Record that a person has withdrawn their consent. */
export interface WithdrawConsentStep {
  consent: string;
  date: string;
  note?: string;
  op: "consent.withdraw";
}

/** Take the release of a journal entry back: from now on it is not shown. */
export interface WithholdEntryStep {
  entry: string;
  op: "journal.withhold";
}

/** Write the answer to an item of a checklist, in place of an earlier one. */
export interface WriteAnswerStep {
  checklist?: string;
  evidence?: string[];
  item: number | string;
  location?: string;
  op: "answers.write";
  status: "missing" | "not applicable" | "not done" | "partly" | "reported";
  text?: string;
}

/** Write a private entry in one's own journal. */
export interface WriteEntryStep {
  about?: string[];
  date?: string;
  op: "journal.write";
  text: string;
  title?: string;
}

/** Write a memo on anything. */
export interface WriteMemoStep {
  about?: string[];
  author?: string;
  date?: string;
  foreign_id?: string;
  made?: string;
  op: "memos.add";
  reply_to?: string;
  text: string;
  title?: string;
  type?: "code" | "comment" | "decision" | "familiarisation" | "interaction" | "method" | "negative case" | "other" | "reflexive" | "theme";
}

/** Write an observer's note in a session, with its time where the clock runs. */
export interface WriteNoteStep {
  at?: string;
  member?: string;
  op: "observations.note";
  participant?: string;
  seat?: string;
  session: string;
  text: string;
  what?: "atmosphere" | "interaction" | "non-verbal" | "note" | "own reaction";
}

/** Go on although a check objects, with the reason that is printed. */
export interface WriteOverrideStep {
  gate: "consent" | "disclosure" | "identity" | "language" | "method" | "quotes" | "translation";
  item: string;
  op: "overrides.write";
  why: string;
}

/** Write or change the summary of a case under a theme or code; without words it goes. */
export interface WriteSummaryStep {
  author?: string;
  codings?: string[] | null;
  group?: string;
  op: "summaries.write";
  participant?: string;
  text: string;
  topic: string;
}

/** Write on in a turn; refused if its words are not those that the writer saw. */
export interface WriteTurnStep {
  op: "turns.write";
  text: string;
  turn: string;
  was: string;
}

/** Where to code and with what; `end_turn` empty means the same turn. */
export interface NewCoding {
  code: string;
  coder?: string;
  end: number;
  end_turn?: string;
  foreign_id?: string;
  made?: string;
  note?: string;
  start: number;
  turn: string;
}

/** A question of a guide that is being added. */
export interface NewQuestion {
  block?: string;
  codes?: string[];
  form?: "closing" | "key" | "opening task" | "probe";
  research_question?: string;
  text: string;
  wordings?: Record<string, string>;
}

/** A speaker of a source that is being added. */
export interface NewSpeaker {
  member?: string;
  name: string;
  participant?: string;
  role?: "moderator" | "observer" | "participant" | "unknown";
}

/** A turn of a source that is being added; `speaker` is a label or empty. */
export interface NewTurn {
  draft?: boolean;
  end?: number | null;
  guessed?: boolean;
  marks?: ((number | string)[])[];
  speaker?: string;
  start?: number | null;
  text: string;
  timings?: number[][];
}

/** A leftover that is about to be kept. */
export interface NewLeftover {
  about?: string[];
  data: string;
  foreign_id?: string;
  project?: string;
  what: string;
}

/** A mark to put on a turn; without `end` it is at a point between two characters. */
export interface NewMark {
  at?: number | null;
  end?: number | null;
  group?: number | null;
  kind: "cutoff" | "emphasis" | "inaudible" | "laughter" | "nonverbal" | "overlap" | "pause" | "unclear";
  seconds?: number | null;
  start: number;
  turn: string;
  words?: string;
}

/** A stretch to be heard again. */
export interface NewDoubt {
  about: "no speech" | "no words" | "pace" | "repetition" | "times" | "unsure";
  end: number;
  start: number;
}

/** A theme or code, and where to put it. */
export interface Put {
  on: string;
  x: number;
  y: number;
}

/** Who speaks in a turn: a person, or a label that a program gave to a voice. */
export interface Proposed {
  clear?: boolean;
  member?: string;
  name?: string;
  overlaps?: number[][];
  participant?: string;
  sure?: number;
  turn: string;
}

/** A stretch of one turn, and what may stand for it. */
export interface NewSubstitution {
  category?: "date" | "health" | "occupation" | "organisation" | "other" | "person" | "place" | "workplace";
  end: number;
  scope?: "here" | "source" | "study";
  start: number;
  substitute?: string;
  turn: string;
  why?: string;
}

/** Marks of a turn to take off: those that are as said; what is not said does not matter. */
export interface WhichMark {
  end?: number | null;
  kind?: "cutoff" | "emphasis" | "inaudible" | "laughter" | "nonverbal" | "overlap" | "pause" | "unclear" | null;
  start?: number | null;
  turn: string;
  words?: string | null;
}
