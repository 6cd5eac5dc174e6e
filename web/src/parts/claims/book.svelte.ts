// The claims ledger as the server derives it, kept in step with the study.

import { get } from "../../lib/api";
import type { Kind } from "../../lib/model";
import { store } from "../../lib/store.svelte";
import { t } from "../../lib/words/index.svelte";

export const STANCES = ["supports", "qualifies", "contradicts"] as const;
export type Stance = (typeof STANCES)[number];

export interface Piece {
  id: string;
  claim: string;
  stance: Stance;
  form: "coding" | "quote" | "stretch" | "participant";
  record: string;
  words: string;
  source: string;
  turn: string;
  speakers: string[];
  groups: string[];
  state: "same" | "differs" | "gone";
  note: string;
}

export interface Behind {
  extracts: number;
  speakers: string[];
  groups: string[];
}

export interface Quantifier {
  word: string;
  extent: string;
  start: number;
  end: number;
}

/** A claim with what stands behind it, as GET /api/claims tells it. */
export interface Row {
  id: string;
  sentence: string;
  theme: string;
  quantifiers: Quantifier[];
  stated: string;
  supports: Behind;
  contradicts: Behind;
  qualifies: Behind;
  reach: "none" | "one" | "one-group" | "several" | "some-groups" | "all-groups";
  level: string;
  none_found: string;
  note: string;
  considered: boolean;
  evidence: Piece[];
}

export interface Heard {
  key: string;
  participant: string;
  code: string;
  group: string;
  turns: number;
  share: number;
  quotes: number;
  evidence: number;
}

export interface ThemeClaims {
  theme: string;
  name: string;
  stage: string;
  claims: string[];
  groups: Record<string, number>;
  considered: boolean;
}

export interface Ledger {
  claims: Row[];
  themes: ThemeClaims[];
  voices: Heard[];
  groups: string[];
  without_evidence: string[];
  without_contradiction: string[];
  unconsidered: string[];
  silent: string[];
}

const EMPTY: Ledger = {
  claims: [], themes: [], voices: [], groups: [], without_evidence: [], without_contradiction: [], unconsidered: [], silent: [],
};
const CHANGING = new Set<Kind>([
  "claims", "claim_evidence", "quotes", "codings", "turns", "speakers", "sources", "participants", "themes", "studies",
]);

/** The ledger of the study. */
export class Book {
  told = $state.raw<Ledger>(EMPTY);
  ready = $state(false);
  error = $state.raw<unknown>(null);

  /** Loads it now and after each step that may touch it; returns what stops it. */
  follow(): () => void {
    void this.load();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = store.onChange(({ changed, reload, own }) => {
      if (!reload.length && !changed.some((change) => CHANGING.has(change.kind))) return;
      clearTimeout(timer);
      timer = setTimeout(() => void this.load(), own ? 0 : 200);
    });
    return () => (clearTimeout(timer), stop());
  }

  async load(): Promise<void> {
    try {
      this.told = await get<Ledger>(`${store.base}/claims`);
      this.error = null;
    } catch (reason) {
      this.error = reason;
    }
    this.ready = true;
  }
}

/** How far the support of a claim reaches, in words. */
export function levelOf(row: Row, groups: readonly string[]): string {
  const places = { n: row.supports.speakers.length, groups: listed(row.supports.groups), in: row.supports.groups.length, of: groups.length };
  if (row.reach === "one") return t(row.supports.groups.length ? "claims.level.oneIn" : "claims.level.one", places);
  return t(`claims.level.${row.reach}`, places);
}

/** What stands on one side, in words: "3 extracts, 2 people". */
export function sideOf(side: Behind): string {
  return `${t("claims.extracts", { n: side.extracts })}, ${t("claims.people", { n: side.speakers.length })}`;
}

function listed(names: readonly string[]): string {
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} ${t("claims.and")} ${names[names.length - 1]}` : (names[0] ?? "");
}

/** A stretch of a sentence: whether it is a quantifier. */
export interface Bit {
  text: string;
  counts: boolean;
}

/** Returns a sentence in pieces, its quantifiers apart; offsets are code points. */
export function bits(sentence: string, found: readonly Quantifier[]): Bit[] {
  const letters = [...sentence];
  const pieces: Bit[] = [];
  let done = 0;
  for (const one of found) {
    if (one.start > done) pieces.push({ text: letters.slice(done, one.start).join(""), counts: false });
    pieces.push({ text: letters.slice(one.start, one.end).join(""), counts: true });
    done = one.end;
  }
  if (done < letters.length) pieces.push({ text: letters.slice(done).join(""), counts: false });
  return pieces;
}
