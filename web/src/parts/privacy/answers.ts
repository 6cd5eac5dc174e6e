// What the server says about withdrawals and retention (web/privacy.py).

export interface Held { place: string; file_hash: string; size: number; why: "export" | "words" | "closed"; export: string }
export interface Passage {
  kind: string; record: string; field: string; what: string; label: string; passages: string[]; author: string; whole: boolean;
}
export interface Heard { recording: string; session: string; form: string; others: number; here: boolean }
export interface Outside { export: string; what: string; format: string; purpose: string; recalled: string }

/** Everything that exists of a person. */
export interface Inventory {
  code: string;
  participant: string;
  invitees: string[];
  consents: { consent: string; date: string; sheet: string; scopes: string[]; withdrawn: string; deadline: string }[];
  deadline: string;
  late: boolean;
  attributes: Record<string, string>;
  events: { state: string; date: string; why: string }[];
  sources: { source: string; name: string; form: string; turns: number; words: number; original: boolean }[];
  turns: number;
  words: number;
  codings: Record<string, number>;
  shared_codings: number;
  quotes: { quote: string; text: string; printed: string[]; excluded: string; exports: string[] }[];
  passages: Passage[];
  recordings: Heard[];
  substitutions: number;
  earlier: number;
  observed: number;
  sealed: number;
  exports: Outside[];
  files: Held[];
  copies: number;
}

/** What was done. */
export interface Outcome {
  withdrawal: string;
  code: string;
  counts: Record<string, number>;
  files: string[];
  closed: string[];
  waiting: number;
  recall: string[];
}

export const CHOICES = ["stop contact", "exclude quotes", "forget identity", "redact turns", "delete everything"] as const;
export type Choice = (typeof CHOICES)[number];
export const erases = (choices: readonly Choice[]): boolean =>
  choices.includes("redact turns") || choices.includes("delete everything");

/** When one thing is to be deleted. */
export interface Clock {
  data: string;
  what: string;
  record: string;
  due: string;
  left: number | null;
  state: "no date" | "kept" | "60 days" | "30 days" | "due" | "ordered" | "deleted";
  lacking: string;
  basis: string;
  months: number;
  why: string;
  place: string;
  custodian: string;
}
