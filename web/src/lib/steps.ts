// Steps as people read them: "Coded a stretch: A leader who shows up".

import type { Kind } from "./model";
import { store } from "./store.svelte";
import { known, t } from "./words/index.svelte";

/** One fact of a step, as GET /api/history tells it. */
export interface Fact {
  kind: Kind;
  record: string;
  label: string;
  action: "create" | "set" | "drop";
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  erased: boolean;
}

/** One step, as GET /api/history and GET /api/home tell it. */
export interface Telling {
  seq: number;
  gesture: string;
  /** UTC, ISO 8601. */
  when: string;
  actor: string;
  who: string;
  operation: string;
  /** The operation as a sentence of the server's. */
  what: string;
  reason: string;
  undoes: string;
  /** False once it was taken back. */
  standing: boolean;
  facts: number;
  changes: Fact[];
}

/** Returns what an operation did, in the language of the tool; the server's sentence if it is new. */
export function did(operation: string, said = operation, n = 1): string {
  const key = `step.${operation}`;
  return known(key) ? t(key, { n }) : said;
}

/** Returns what a step did. Steps about one thing with parts (a source, a guide) count as one. */
export function what(step: Telling): string {
  const kinds = new Set(step.changes.map((change) => change.kind));
  return did(step.operation, step.what, kinds.size === 1 ? step.facts : 1);
}

/** Milliseconds between two savings of one hand in one turn that people take for one writing. */
const ONE_WRITING = 300_000;

/**
 * Returns steps, newest first, with the savings of one writing as one row: the newest of them, with
 * their number as its facts. The log keeps each; this is for people who read it.
 */
export function folded(steps: readonly Telling[]): Telling[] {
  const rows: Telling[] = [];
  let last: Telling | null = null;
  for (const step of steps) {
    const row = rows.at(-1);
    if (row && last && together(last, step)) rows[rows.length - 1] = { ...row, facts: row.facts + 1, changes: row.changes.slice(0, 1) };
    else rows.push(step);
    last = step;
  }
  return rows;
}

function together(newer: Telling, older: Telling): boolean {
  const [turn, other] = [newer, older].map((step) => step.changes.find((change) => change.kind === "turns")?.record);
  return newer.operation === "turns.write" && older.operation === "turns.write" && turn !== undefined && turn === other
    && newer.actor === older.actor && newer.standing === older.standing && !newer.reason && !older.reason
    && Date.parse(newer.when) - Date.parse(older.when) < ONE_WRITING;
}

/** Returns what a step was about: a name, or words (`talk`) that somebody said or wrote. */
export function about(step: Telling): { text: string; talk: boolean } {
  const first = step.changes[0];
  if (!first) return { text: "", talk: false };
  const field = (name: string): string => String(first.after[name] ?? first.before[name] ?? "");
  switch (first.kind) {
    case "codings": {
      const code = store.get("codes", field("code"))?.name;
      return code ? { text: code, talk: false } : { text: shortened(first.label), talk: true };
    }
    case "theme_codes":
      return { text: store.get("themes", field("theme"))?.name ?? "", talk: false };
    case "attendances":
      return { text: store.get("sessions", field("session"))?.name ?? "", talk: false };
    case "recruitment_events":
      return { text: store.get("invitees", field("invitee"))?.code ?? "", talk: false };
    case "consents":
      return { text: store.get("participants", field("participant"))?.code ?? store.get("invitees", field("invitee"))?.code ?? "", talk: false };
    case "question_uses":
      return { text: store.get("sessions", field("session"))?.name ?? "", talk: false };
    case "studies":
      return { text: "", talk: false };
    case "answers":
      return { text: step.facts > 1 ? "COREQ" : `COREQ ${first.label}`, talk: false };
    case "substitutions":
      return { text: first.label ? `[${first.label}]` : "", talk: false };
    case "turns":
    case "quotes":
    case "questions":
      return { text: shortened(first.label), talk: true };
    default:
      return { text: first.label, talk: false };
  }
}

/** The server tells the first 80 signs of somebody's words; they end at a word here. */
function shortened(words: string): string {
  return words.length < 80 ? words : `${words.slice(0, Math.max(words.lastIndexOf(" "), 40))} …`;
}
