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
