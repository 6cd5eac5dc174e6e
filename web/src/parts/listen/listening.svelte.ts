// A transcript and the recording of its session, in step: which word is heard, where a word is
// heard, and whether the text goes along.
//
// Where the session has no recording with a file nothing of this is loaded.

import type { Canvas } from "../../canvas/canvas";
import type { Model } from "../../canvas/model";
import type { Span } from "../../canvas/source";
import { get } from "../../lib/api";
import { Cues, type CueTurn } from "../../lib/cues";
import type { Turn } from "../../lib/model";
import { Player } from "../../lib/player.svelte";
import { store, type Step } from "../../lib/store.svelte";
import { works } from "../../lib/works.svelte";

type Timings = readonly (readonly number[])[];

/** What GET /api/sources/{id}/times says. */
interface Times {
  turn: string[];
  timings: number[][][];
  unchecked: string[];
  seq: number;
}

/** Whether something of a session can be heard. */
export function hasSound(session: string): boolean {
  return session !== "" && store.all("recordings").some((one) => one.session === session && one.file_hash !== "" && one.deleted === "");
}

/** When what a source says was said. */
export async function timesOf(source: string): Promise<{ timings: Map<string, Timings>; unchecked: Set<string>; seq: number }> {
  const times = await get<Times>(`${store.base}/sources/${encodeURIComponent(source)}/times`);
  return { timings: new Map(times.turn.map((id, i) => [id, times.timings[i] ?? []])), unchecked: new Set(times.unchecked), seq: times.seq };
}

export class Listening {
  readonly player = new Player();
  /** The text goes along with what is heard. */
  following = $state(true);
  /** A plain click on a word lets it be heard. */
  clicks = $state(false);
  /** The turn that is heard, or "". */
  turn = $state("");
  #canvas: Canvas | null = null;
  #model: Model | null = null;
  #timings = new Map<string, Timings>();
  #unchecked = new Set<string>();
  #stops: (() => void)[] = [];
  #loads = 0;
  #waits = false;

  /** Goes with a canvas; returns what ends it. */
  attach(canvas: Canvas): () => void {
    this.#canvas = canvas;
    this.#stops = [
      this.player.onTick((time) => this.#tick(time)),
      canvas.on("hear", ({ turn, offset }) => this.from(turn, offset)),
      canvas.on("left", () => (this.following = this.following && !this.player.playing)),
      store.onChange((step) => this.#follow(step)),
      works.follow((work) => {
        if (work.state === "done" && this.player.files.some((file) => file.recording === work.about)) void this.player.open(this.player.session);
      }),
    ];
    return () => {
      for (const stop of this.#stops) stop();
      this.player.close();
      canvas.listening(false);
      canvas.hear(null, false);
      this.#canvas = null;
    };
  }

  /** Takes up a source and the recordings of its session. */
  async open(session: string, model: Model): Promise<void> {
    const load = (this.#loads += 1);
    this.#model = model;
    const times = hasSound(session) ? timesOf(model.id).catch(() => null) : null;
    await this.player.open(times ? session : "");
    const found = await times;
    if (load !== this.#loads) return;
    this.#timings = found?.timings ?? new Map();
    this.#unchecked = found?.unchecked ?? new Set();
    this.#cue();
  }

  /** Lays words and turns on the timeline anew. */
  #cue(): void {
    const model = this.#model;
    if (!model || this.player.session === "") return;
    const turns: CueTurn[] = model.turns.map(({ id, start, end }) => ({ id, start, end, timings: this.#timings.get(id) ?? [], unchecked: this.#unchecked.has(id) }));
    this.player.cues = new Cues(turns);
    this.#tick(this.player.now());
  }

  #follow({ changed, reload }: Step): void {
    if (this.player.session === "") return;
    if (reload.includes("turns")) return; // the source is opened anew, and so is this
    let touched = false;
    for (const { kind, id, record } of changed) {
      if (kind !== "turns") continue;
      const turn: Turn | null = record;
      touched = true;
      if (turn?.timings?.length) this.#timings.set(id, turn.timings);
      else this.#timings.delete(id);
      if (turn && (!turn.heard || turn.guessed) && !turn.withdrawn) this.#unchecked.add(id);
      else this.#unchecked.delete(id);
    }
    if (!touched || this.#waits) return;
    // The canvas takes the step in as well; the turns are read from it when both have.
    this.#waits = true;
    queueMicrotask(() => {
      this.#waits = false;
      this.#cue();
    });
  }

  #tick(time: number): void {
    const { cues } = this.player;
    if (!cues || !this.#canvas) return;
    const shown = this.player.moved;
    const word = shown ? cues.wordAt(time) : null;
    const turn = word?.turn ?? (shown ? cues.turnAt(time)?.id : undefined) ?? "";
    if (turn !== this.turn) this.turn = turn;
    this.#canvas.hear(turn ? { turn, start: word?.start ?? 0, end: word?.end ?? 0 } : null, this.following && this.player.playing);
  }

  // --- what a person does

  /** Plays from a word on. */
  from(turn: string, offset = 0): void {
    const time = this.player.cues?.timeOf(turn, offset);
    if (time == null || !this.player.ready) return;
    this.following = true;
    void this.player.play(time);
  }

  /** Plays what a coding, a quote or a selection holds, and stops at its end. */
  span({ turn, start, end_turn, end }: Span): void {
    const { cues } = this.player;
    const from = cues?.timeOf(turn, start);
    if (from == null || !this.player.ready) return;
    const to = cues?.endOf(end_turn, end) ?? undefined;
    this.following = true;
    void this.player.play(from, to !== undefined && to > from ? to : undefined);
  }

  /** Plays or pauses; at first from the turn at the cursor. */
  async flip(at: number | null): Promise<void> {
    await this.player.opened; // a key may come before the recordings are known
    if (!this.player.moved && !this.player.playing && at !== null) this.player.seek(at);
    if (!this.player.playing) this.following = true;
    this.player.flip();
  }

  /** Goes back to what is heard and along with it. */
  back(): void {
    this.following = true;
    this.#tick(this.player.now());
    this.#canvas?.toVoice();
  }

  flipClicks(): void {
    this.clicks = !this.clicks;
    this.#canvas?.listening(this.clicks);
  }
}
