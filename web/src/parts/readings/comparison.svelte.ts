// Rounds and the readings of two people, as the server derives them, kept in step with the study.

import { get } from "../../lib/api";
import type { Kind } from "../../lib/model";
import { store } from "../../lib/store.svelte";

export interface Share {
  source: string;
  name: string;
  done: boolean;
}
export interface RoundState {
  id: string;
  name: string;
  purpose: string;
  state: "planned" | "coding" | "opened" | "closed";
  unit: "turn" | "sentence" | "character" | "second" | "segment";
  owner: string;
  codes: string[];
  coders: { member: string; name: string; sources: Share[] }[];
  opened_why: string;
  why: string;
  blind: boolean;
}
export interface Piece {
  coding: string;
  code: string;
  path: string;
  turn: string;
  start: number;
  end_turn: string;
  end: number;
  words: string;
  stands: boolean;
}
export interface Difference {
  kind: "extent" | "code" | "first only" | "second only";
  source: string;
  source_name: string;
  turn: string;
  number: number;
  first: Piece | null;
  second: Piece | null;
  settled: { id: string; by: string; why: string; dropped: string[]; made: string[] } | null;
  memos: string[];
}
export interface Comparison {
  round: string;
  name: string;
  first: string;
  first_name: string;
  second: string;
  second_name: string;
  coders: string[];
  sources: string[];
  differences: Difference[];
  alike: number | null;
  reason: string;
  lost: number;
}

const FOLLOWED: ReadonlySet<Kind> = new Set<Kind>([
  "rounds", "assignments", "reconciliations", "codings", "codes", "turns", "memos", "sources", "members",
]);

/** What names a difference in a list: the codings that differ. */
export function keyOf(one: Difference): string {
  return `${one.first?.coding ?? ""}.${one.second?.coding ?? ""}`;
}

export class Readings {
  rounds = $state.raw<readonly RoundState[]>([]);
  compared = $state.raw<Comparison | null>(null);
  /** Why there is nothing to compare, as the server says it. */
  error = $state.raw<unknown>(null);
  ready = $state(false);

  #asked = { round: "", first: "", second: "" };
  #turn = 0;

  /** Compares what was coded in a round, or ("now") what is coded now; empty: nothing. */
  async ask(round: string, first: string, second: string): Promise<void> {
    this.#asked = { round, first, second };
    await this.load();
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    const { round, first, second } = this.#asked;
    let found: Comparison | null = null;
    let trouble: unknown = null;
    const rounds = await get<RoundState[]>(`${store.base}/rounds`).catch((reason) => {
      trouble = reason;
      return [];
    });
    const open = round === "now" || rounds.some((one) => one.id === round && (one.state === "opened" || one.state === "closed"));
    if (open) {
      const query = { round: round === "now" ? undefined : round, first: first || undefined, second: second || undefined };
      found = await get<Comparison>(`${store.base}/comparison`, query).catch((reason) => {
        trouble = reason;
        return null;
      });
    }
    if (turn !== this.#turn) return; // asked again meanwhile
    [this.rounds, this.compared, this.error, this.ready] = [rounds, found, trouble, true];
  }

  /** Loads now and after every step that can change it; returns what stops that. */
  follow(): () => void {
    return store.onChange((step) => {
      const kinds = [...step.changed.map((change) => change.kind), ...step.reload];
      if (kinds.some((kind) => FOLLOWED.has(kind))) void this.load();
    });
  }
}
