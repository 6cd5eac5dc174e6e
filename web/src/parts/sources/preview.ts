// What an import would do, as POST /api/import/preview tells it, and what a person answers.

/** What may be said about a file; what is left out, the study finds out from the file. */
export interface Answers {
  kind?: string;
  /** Tables: field -> header. */
  mapping?: Record<string, string>;
  encoding?: string;
  /** How speakers' labels are written. */
  form?: string;
  sheet?: string;
  session?: string;
  /** Label -> code of a participant, name of a member, or role. */
  speakers?: Record<string, string>;
  participant?: string;
  /** Who wrote the words down: "machine" or "people"; empty: as the format says. */
  made_by?: string;
  name?: string;
  language?: string;
  /** Which of several projects in one file. */
  project?: string;
}

export interface FoundSpeaker {
  label: string;
  turns: number;
  words: number;
  role: string;
  first_words: string;
  joined: string;
  why: string;
  confirm: boolean;
}

export interface Loss {
  what: string;
  count: number;
  where: string;
}

/** A row of a table that was not taken over. */
export interface Miss {
  row: number;
  document: string;
  code: string;
  words: string;
  why: string;
  places: string[];
  nearest: string;
  nearest_place: string;
  similarity: number | null;
}

export interface Preview {
  kind: string;
  file: string;
  format: string;
  decided: string;
  made: Record<string, number>;
  changed: Record<string, number>;
  rows: Record<string, string>[];
  speakers: FoundSpeaker[];
  losses: Loss[];
  notes: string[];
  questions: string[];
  misses: Miss[];
}

export interface ImportReport extends Preview {
  seq: number;
  gesture: string;
}

/** Why a file cannot be taken in as it is. */
export interface Trouble {
  code: string;
  problem: string;
  hint: string;
  place?: string;
}

export interface FieldWanted {
  field: string;
  label: string;
  required: boolean;
}

/** A table's first rows, with what each column is taken for. */
export interface TableSeen {
  /** Empty where the kind of table cannot be told. */
  kind: string;
  headers: string[];
  rows: string[][];
  count: number;
  /** Field -> header. */
  fields: Record<string, string>;
  wanted: FieldWanted[];
}

export interface Previewed {
  file: string;
  plan: string;
  preview: Preview | null;
  error: Trouble | null;
  table: TableSeen | null;
  /** For text in an unknown encoding: how it would read in those that it could have. */
  readings: { encoding: string; lines: string[] }[];
  /** For a file of several projects: their names. */
  choices: string[];
}

export const TEXTS = ["transcript", "document", "field note", "written answer"] as const;
export const TABLES = [
  "participants", "recruitment", "sessions", "guide", "codebook", "codings", "team", "memos", "written answers",
] as const;
/** How a speaker's label can be written; the words that the server knows. */
export const LABELS = ["Name:", "[Name]", "Name -", "Name (tab)", "bold", "own line", "voice tag", "none"] as const;

/** People before the talk that they are joined to, codes before codings. */
const ORDER = [
  "project", "team", "participants", "recruitment", "sessions", "guide", "written answers", "transcript", "document",
  "field note", "written answer", "codebook", "codings", "memos",
];

/** Returns the place of a kind in the order in which files are taken in. */
export function turnOf(kind: string): number {
  const at = ORDER.indexOf(kind);
  return at < 0 ? ORDER.length : at;
}

/** Tells whether a file is a table by its ending. */
export function isTable(file: string): boolean {
  return /\.(csv|tsv|tab|xlsx|xlsm)$/i.test(file);
}

/** Tells whether a file can only be a project of another program, by its ending. */
export function isProject(file: string): boolean {
  return /\.(qdpx|qde|qdc|qda|sqlite3?|db|rqda|requal|xmi)$/i.test(file);
}

/** Returns the answers by which a column is taken for a field; an empty field: for nothing. */
export function remapped(table: TableSeen, given: Readonly<Record<string, string>>, header: string, field: string): Record<string, string> {
  const mapping = { ...given };
  const was = Object.keys(table.fields).find((name) => table.fields[name] === header);
  // "-" leaves a field out: else Heddle would find the same column for it again.
  if (was && was !== field) mapping[was] = "-";
  if (field) mapping[field] = header;
  return mapping;
}

/** Returns the fields that such a table needs and that no column is taken for. */
export function lacking(table: TableSeen): FieldWanted[] {
  return table.wanted.filter((want) => want.required && !(want.field in table.fields));
}

/** Returns answers without what is empty, as the server takes them. */
export function said(answers: Answers): Answers {
  const entries = Object.entries(answers).filter(([, value]) =>
    typeof value === "string" ? value.trim() !== "" : value && Object.keys(value).length > 0);
  return Object.fromEntries(entries);
}
