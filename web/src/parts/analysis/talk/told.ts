// How the groups talked, as the server tells it (findings/talk.py, findings/saturation.py).

export interface Value {
  value: number | null;
  reason: string;
}
export interface Part {
  key: string;
  name: string;
  role: string;
  turns: number;
  words: number;
  seconds: number | null;
  share_turns: number | null;
  share_words: number | null;
  share_seconds: number | null;
  length: { low: number; median: number; high: number } | null;
  ids: string[];
}
export interface SessionTalk {
  session: string;
  name: string;
  sources: string[];
  people: Part[];
  roster: boolean;
  participants: number;
  silent: number;
  turns: number;
  words: number;
  withdrawn: number;
  moderator_words: Value;
  moderator_turns: Value;
  even: { of: string; gini: Value; gini_corrected: Value; evenness: Value }[];
  length: Part["length"];
  changes: number;
  among: Value;
  reciprocity: Value;
  quiet: { turns: number; words: number; first: string; last: string }[];
  overlaps: Value;
  overlaps_marked: number;
  overlap_seconds: Value;
  latency: Part["length"];
  questions: { question: string; text: string; turns: number; order: number[]; silent: number[]; first: string }[];
  links: { sort: string; times: number; among: number; ids: string[] }[];
  notes: string[];
}
export interface Talk {
  describes: string;
  sessions: SessionTalk[];
}
export interface Saturation {
  curve: { codes: number; note: string; people: { key: string; name: string; session: string; new: number; codes: number; ids: string[] }[] };
  assessed: {
    base: number; run: number; threshold: number; base_codes: number | null; saturated: string; reason: string;
    orders: number; every_order: boolean; never: number; middle: number | null; note: string;
    runs: { after: number; new: number; ratio: number }[];
  } | null;
  reason: string;
  instead: string;
}

/** A share in whole percent; a dash where it is undefined. */
export const percent = (share: number | null): string => (share === null ? "–" : `${Math.round(share * 100)}%`);
/** A number with two decimals at most. */
export const short = (value: number): string => String(Math.round(value * 100) / 100);
