// What stands around an extract in its source: the time of its turn, and which other codes lie on
// the same words. Asked for source by source, for those sources only that are shown.

import { get } from "../../lib/api";
import { store, type Step } from "../../lib/store.svelte";
import type { Extract } from "./extracts.svelte";

interface Columns {
  turns: { id: string[]; start: (number | null)[] };
  codings: { id: string[]; turn: number[]; start: number[]; end_turn: number[]; end: number[]; code: string[] };
}

/** One source, by turn. */
interface Source {
  place: Map<string, number>;
  start: (number | null)[];
  codings: Columns["codings"];
}

export class Around {
  #sources = $state.raw<ReadonlyMap<string, Source>>(new Map());
  #asked = new Set<string>();

  /** Asks for a source once; its facts appear when they come. */
  ask(source: string): void {
    if (this.#asked.has(source)) return;
    this.#asked.add(source);
    void this.#load(source);
  }

  /** Forgets what a step has changed. */
  follow(): () => void {
    return store.onChange((step) => {
      for (const source of changedSources(step, this.#asked)) void this.#load(source);
    });
  }

  /** Seconds at which the turn of an extract begins; null where nobody noted it. */
  time(extract: Extract): number | null {
    const source = this.#sources.get(extract.source);
    const at = source?.place.get(extract.turn);
    return at === undefined ? null : (source?.start[at] ?? null);
  }

  /** Number of its turn in the source, from 1; 0 until it is known. */
  turn(extract: Extract): number {
    return (this.#sources.get(extract.source)?.place.get(extract.turn) ?? -1) + 1;
  }

  /** Ids of the other codes on any of its words; `own` is the code that it is shown under. */
  codes(extract: Extract, own: string): string[] {
    const source = this.#sources.get(extract.source);
    return source ? othersOn(extract, source).filter((code) => code !== own) : [];
  }

  async #load(id: string): Promise<void> {
    try {
      const { turns, codings } = await get<Columns>(`${store.base}/sources/${id}`);
      const place = new Map(turns.id.map((turn, i) => [turn, i]));
      this.#sources = new Map(this.#sources).set(id, { place, start: turns.start, codings });
    } catch {
      // Only what stands around the words is missing; the words are there. It is asked for again.
      this.#asked.delete(id);
    }
  }
}

function othersOn(extract: Extract, { place, codings }: Source): string[] {
  const first = place.get(extract.turn) ?? -1;
  const last = place.get(extract.end_turn) ?? -1;
  const found = new Set<string>();
  codings.id.forEach((id, i) => {
    if (id === extract.id) return;
    const [turn, start, endTurn, end] = [codings.turn[i]!, codings.start[i]!, codings.end_turn[i]!, codings.end[i]!];
    const begins = turn < last || (turn === last && start < extract.end);
    const ends = endTurn > first || (endTurn === first && end > extract.start);
    if (begins && ends) found.add(codings.code[i]!);
  });
  return [...found];
}

function changedSources(step: Step, asked: ReadonlySet<string>): string[] {
  if (step.reload.some((kind) => kind === "codings" || kind === "turns")) return [...asked];
  const changed = new Set<string>();
  for (const change of step.changed) {
    if (change.kind !== "codings" && change.kind !== "turns") continue;
    // A coding that is gone does not say where it was.
    if (!change.record) return [...asked];
    if (asked.has(change.record.source)) changed.add(change.record.source);
  }
  return [...changed];
}
