// What the server answers about matrices; see src/heddle/findings.

export const BY = ["group", "participant", "attribute", "question", "coder", "source"] as const;
export type By = (typeof BY)[number];
export const MEASURES = ["participants", "segments", "turns", "words"] as const;
export type Measure = (typeof MEASURES)[number];
export const BASES = ["pairs", "characters", "seconds", "segments", "turns", "sources"] as const;
export type Base = (typeof BASES)[number];
export const KINDS = ["code", "theme", "cooccurrence", "framework", "interlocutors"] as const;
export type Kind = (typeof KINDS)[number];

export interface Axes {
  attributes: string[];
  questions: boolean;
  times: boolean;
}

export interface Matrix {
  rows: { key: string; label: string; path: string; depth: number; total: number; people: number }[];
  columns: { key: string; label: string; size: number | null; total: number; people: number }[];
  values: number[][];
  people: number[][];
  segments: number[][];
  shares: (number | null)[][] | null;
  why: string;
  notes: string[];
  total: number;
}

export interface Extract {
  id: string;
  source: string;
  turn: string;
  speaker: string;
  words: string;
  before: string;
  after: string;
  coder: string;
  note: string;
}

export interface CellExtracts {
  total: number;
  people: number;
  turns: number;
  groups: number;
  extracts: Extract[];
}

export interface Tests {
  warning: string;
  tests: { key: string; label: string; test: string; p: number | null; why: string }[];
}

export interface CoMatrix {
  base: string;
  codes: { id: string; label: string; path: string; own: number }[];
  shared: number[][];
  coefficient: (number | null)[][] | null;
  marked: string[][] | null;
  why: string;
}

export interface Pair {
  one: string;
  other: string;
  bases: {
    base: Base; one: number | null; other: number | null; shared: number | null; coefficient: number | null;
    given_one: number | null; given_other: number | null; lift: number | null; mark: string; why: string;
  }[];
  same: number;
  within: number;
  around: number;
  crosses: number;
  expected: number | null;
  p: number | null;
  shifts: number;
  why: string;
  distances: { unit: string; within: number; followed: number | null; median_gap: number | null; why: string }[];
  codings: string[];
  extracts: Extract[];
}

export interface Written {
  id: string;
  text: string;
  author: string;
  codings: string[];
  changed: string[];
  new: string[];
  read: number;
  stale: boolean | null;
}

export interface Framework {
  topics: { key: string; label: string; path: string; depth: number }[];
  cases: { key: string; label: string; group: string; attributes: Record<string, string>; cells: FrameCell[] }[];
  attributes: string[];
  empty: number;
  stale: number;
  left_over: { id: string; case: string; topic: string; text: string; why: string }[];
}

export interface FrameCell {
  segments: number;
  codings: string[];
  summaries: Written[];
}

export interface Interlocutors {
  note: string;
  sessions: {
    session: string; name: string; participants: string[]; codes: string[];
    questions: {
      question: string; text: string; assent: number; dissent: number; both: number; examples: number; silent: number;
      cells: { mark: string; turns: string[]; spoke: boolean }[];
    }[];
  }[];
}

/** Returns a number as people read it: whole, or with two decimals. */
export function plain(value: number | null): string {
  if (value === null) return "–";
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}
