// Substitutions in their places, in reading order, and which of them a person looks at.

import { get } from "../../lib/api";
import type { Kinds } from "../../lib/model";
import { store } from "../../lib/store.svelte";

export type Substitution = Kinds["substitutions"];

/** A substitution with what stands around it, as GET /api/substitutions tells it. */
export interface Place {
  id: string;
  source: string;
  source_name: string;
  turn: string;
  number: number;
  before: string;
  words: string;
  after: string;
}

export interface Row {
  place: Place;
  record: Substitution;
}

interface Clash {
  substitutes: string[];
  records: string[];
}

/** Which ones are shown: those to decide, to read a second time, or by what was decided. */
export const SHOWN = ["suggested", "reading", "accepted", "rejected"] as const;
export type Shown = (typeof SHOWN)[number];

export class Queue {
  places = $state.raw<readonly Place[]>([]);
  inconsistent = $state.raw<readonly Clash[]>([]);
  shown = $state<Shown>("suggested");
  at = $state("");

  /** The rows of one list, in reading order. */
  rows(shown: Shown): Row[] {
    return this.places.flatMap((place) => {
      const record = store.get("substitutions", place.id);
      return record && fits(record, shown) ? [{ place, record }] : [];
    });
  }

  async load(): Promise<void> {
    const found = await get<{ rows: Place[]; inconsistent: Clash[] }>(`${store.base}/substitutions`);
    this.places = found.rows;
    this.inconsistent = found.inconsistent;
  }

  /** Loads now and after each step that may have moved something; returns what stops it. */
  follow(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = store.onChange(({ changed, reload }) => {
      const kinds = new Set<string>([...reload, ...changed.map((change) => change.kind)]);
      if (!["substitutions", "turns", "sources"].some((kind) => kinds.has(kind))) return;
      clearTimeout(timer);
      timer = setTimeout(() => void this.load().catch(() => undefined), 60);
    });
    void this.load().catch(() => undefined);
    return () => (clearTimeout(timer), stop());
  }
}

function fits(record: Substitution, shown: Shown): boolean {
  if (shown === "reading") return record.status === "accepted" && !record.read_by && record.accepted_by !== store.me;
  return record.status === shown;
}
