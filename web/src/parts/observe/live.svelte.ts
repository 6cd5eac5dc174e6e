// What is noted in a session: as the study has it, with the steps that wait laid over it.

import { doing } from "../../lib/act.svelte";
import { get } from "../../lib/api";
import { onBack } from "../../lib/link.svelte";
import type { Observation, SessionClock, Step } from "../../lib/model";
import { store, type Change } from "../../lib/store.svelte";
import { chosen, onTimeline, since, withWaiting } from "./clock";

type Changed = Extract<Change, { kind: "observations" }>;

/** An observation as it is shown. */
export interface Seen extends Observation {
  /** On the session's timeline; null: noted without a clock. */
  place: number | null;
  /** It is in this tab and not yet in the study. */
  waits: boolean;
}

export class Live {
  #kept = $state.raw<ReadonlyMap<string, Observation>>(new Map());
  #late: Changed[] = [];
  /** Whether what was noted before has been read. */
  ready = $state(false);
  /** The clock to note by. */
  readonly clock: SessionClock | undefined = $derived.by(() => {
    const clocks = store.all("clocks").filter((one) => one.session === this.session);
    return withWaiting(chosen(clocks, store.me), this.session, doing.steps);
  });
  readonly seen: readonly Seen[] = $derived.by(() => {
    const kept = [...this.#kept.values()].map((one) => ({ ...one, place: onTimeline(store.get("clocks", one.clock), one.second), waits: false }));
    const waiting = doing.steps.flatMap((step, i) => this.#waiting(step, i));
    return [...kept, ...waiting].sort((a, b) => (a.place ?? Infinity) - (b.place ?? Infinity) || (a.id < b.id ? -1 : 1));
  });

  constructor(readonly session: string) {}

  /** Reads what there is and follows what comes; returns what stops it. */
  follow(): () => void {
    void this.#load();
    const stops = [
      onBack(() => {
        if (!this.ready) void this.#load();
      }),
      store.onChange(({ changed, reload }) => {
        if (reload.includes("observations")) void this.#load();
        const mine = changed.filter((one) => one.kind === "observations");
        if (mine.length === 0) return;
        this.#late.push(...mine);
        this.#kept = this.#with(this.#kept, mine);
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }

  #with(kept: ReadonlyMap<string, Observation>, changed: readonly Changed[]): ReadonlyMap<string, Observation> {
    const now = new Map(kept);
    for (const { id, record } of changed) {
      if (record === null) now.delete(id);
      else if (record.session === this.session) now.set(id, record);
    }
    return now;
  }

  async #load(): Promise<void> {
    this.#late = [];
    try {
      const found = await get<Observation[]>(`${store.base}/sessions/${this.session}/observations`);
      // What came by the feed while the answer was on its way is newer than the answer.
      this.#kept = this.#with(new Map(found.map((one) => [one.id, one])), this.#late);
      this.ready = true;
    } catch {
      // The status line says that the study cannot be reached; it is read again when it is back.
    }
  }

  #waiting(step: Step, i: number): Seen[] {
    if ((step.op !== "observations.tap" && step.op !== "observations.note") || step.session !== this.session) return [];
    const clock = this.clock;
    const second = clock && step.at ? since(clock, new Date(step.at)) : null;
    return [{
      id: `~${String(i).padStart(6, "0")}`, session: step.session, clock: "", second, what: step.what ?? (step.op === "observations.tap" ? "speaks" : "note"),
      participant: step.participant ?? "", member: step.member ?? "", seat: step.seat ?? "", text: "text" in step ? step.text : "",
      by: store.me, turn: "", place: onTimeline(clock, second), waits: true,
    }];
  }
}
