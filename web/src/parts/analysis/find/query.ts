// A query as the rows of a builder, its text, and what the server finds with it.

/** One row; `field` and `value` are its text with a colon between. */
export interface Row {
  unlike: boolean;
  field: string;
  value: string;
  /** Empty: none. */
  relation: string;
  other_field: string;
  other_value: string;
  distance: string;
  unit: string;
}

export interface Problem {
  problem: string;
  hint: string;
  /** Code points of the text. */
  start: number;
  end: number;
}

export interface Reading {
  text: string;
  /** Null: there is more in the text than rows can show. */
  rows: Row[] | null;
  problem: Problem | null;
}

export interface Choices {
  values: Record<string, string[]>;
  attributes: string[];
}

export interface Counts {
  segments: number;
  turns: number;
  words: number;
  speakers: number;
  participants: number;
  groups: number;
  sources: number;
  left_out: number;
}

export interface Place {
  source: string;
  turn: string;
  start: number;
  end_turn: string;
  end: number;
}

export interface Hit {
  place: Place;
  source: string;
  number: number;
  speaker: string;
  participant: string;
  words: string;
  longer: boolean;
  before: string;
  after: string;
  codes: string[];
}

export interface Found {
  query: string;
  counts: Counts;
  offset: number;
  rows: Hit[];
}

export interface Line {
  place: Place;
  source: string;
  number: number;
  speaker: string;
  left: string;
  words: string;
  right: string;
}

export interface Lines {
  counts: Counts;
  offset: number;
  lines: Line[];
}

export interface Preview {
  codings: { code: string; turn: string; start: number; end: number; end_turn: string; coder: string }[];
  already: number;
  turns: number;
  sources: number;
}

export interface Saved {
  id: string;
  name: string;
  text: string;
  why: string;
  author: string;
}

export const FIELDS = [
  "code", "words", "folded", "theme", "memo", "participant", "speaker", "role", "group", "session", "source", "question", "coder", "made",
] as const;
export const RELATIONS = [
  "overlapping", "not overlapping", "within", "not within", "containing", "not containing",
  "followed by", "not followed by", "preceded by", "not preceded by",
] as const;
export const ROLES = ["participant", "moderator", "observer", "member", "unknown"] as const;
export const PAGE = 50;

/** Tells whether a relation has a distance. */
export const inSequence = (relation: string): boolean => relation.endsWith(" by");

export const emptyRow = (field = "code"): Row => (
  { unlike: false, field, value: "", relation: "", other_field: "code", other_value: "", distance: "1", unit: "turns" }
);

const PLAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?\*?|#[\w-]+)$/u;
const COMPARED = /^(?:>=|<=|>|<)-?\d+(?:\.\d+)?$|^-?\d+(?:\.\d+)?\.\.-?\d+(?:\.\d+)?$/;

function part(field: string, value: string): string {
  const text = value.trim();
  const bare = field === "made" || (field.startsWith("participant.") && COMPARED.test(text));
  const plain = bare || (PLAIN.test(text) && !text.includes(".."));
  return `${field}:${plain ? text : `"${text.replaceAll('"', '""')}"`}`;
}

/** Returns rows as text; rows without a value are left out, as they say nothing yet. */
export function written(rows: readonly Row[]): string {
  return rows.filter((row) => row.value.trim()).map((row) => {
    let text = part(row.field, row.value);
    if (row.relation && row.other_value.trim()) {
      text += ` ${row.relation} ${part(row.other_field, row.other_value)}`;
      if (inSequence(row.relation)) text += ` within ${row.distance || "1"} ${row.unit}`;
    }
    return row.unlike ? `not ${text}` : text;
  }).join(" and ");
}
