// A transcript that is written in: its turns as this window has them, and what is done with them.
//
// What a person does is shown at once and sent in order; while steps are on their way, what comes back
// waits, so that nothing on the screen goes back to what it was a moment ago. Words that are being
// typed are the pen's; a step that builds on them (a split, a join) holds on to them in the same step,
// so that words which somebody else has changed meanwhile refuse it as a whole.

import { Units } from "../../canvas/units";
import { act, type Done } from "../../lib/act.svelte";
import { ApiError, get } from "../../lib/api";
import { newId } from "../../lib/ids";
import type { Step as Operation, NewMark, Turn } from "../../lib/model";
import { store, type Step } from "../../lib/store.svelte";
import { t } from "../../lib/words/index.svelte";
import type { Marking } from "./marking";
import { Pen, type Written } from "./pen";
import type { Person } from "./people";

/** Which turns a person is given: this one, it and all later ones of its speaker, or all of its speaker. */
export type Scope = "turn" | "following" | "label";

/** Words that were typed and refused because the turn has others now. */
export interface Clash {
  turn: string;
  yours: string;
  theirs: string;
  /** Id of the member who wrote them, as far as that is told. */
  by: string;
}

interface Did {
  name?: Operation["op"];
  what?: string;
}

export class Sheet {
  source = $state("");
  turns = $state.raw<readonly Turn[]>([]);
  ready = $state(false);
  /** The turn that the cursor is on. */
  at = $state("");
  /** Its words are being written, rather than walked over. */
  writing = $state(false);
  /** Typed words are not saved yet. */
  unsaved = $state(false);
  error = $state<unknown>(null);
  clash = $state.raw<Clash | null>(null);
  /** Said to a screen reader. */
  told = $state("");
  /** UTF-16 offset at which the caret is put when the words of a turn are opened. */
  caret = 0;
  /** Shows words under the hand that were set from elsewhere; without a caret it stays where it is. */
  onwords: ((text: string, caret?: number) => void) | null = null;
  /** UTF-16 offset of the caret, and what is selected in code points, while words are written. */
  caretNow: (() => number) | null = null;
  selected: (() => [number, number]) | null = null;
  /** Begins to put a mark where the caret is. */
  begins: ((marking: Marking) => void) | null = null;
  readonly pen = new Pen(() => this.save(), () => (this.unsaved = this.pen.dirty));

  /** Steps on their way. */
  #pending = $state(0);
  #arrived = new Map<string, Turn | null>();
  #stale = false;
  #loads = 0;

  readonly here = $derived(this.turns.find((turn) => turn.id === this.at));
  readonly place = $derived(this.turns.findIndex((turn) => turn.id === this.at));

  /** Everything that was typed and done is in the study. */
  get saved(): boolean {
    return !this.unsaved && this.#pending === 0 && this.clash === null;
  }

  get readonly(): boolean {
    return store.asOf !== null;
  }

  // --- loading and following

  /** Takes up a source; the cursor goes to a turn of it, or to the first. */
  async open(source: string, at = ""): Promise<void> {
    this.save();
    [this.source, this.ready, this.error, this.clash, this.writing, this.at] = [source, false, null, null, false, at];
    this.turns = [];
    this.pen.on("", "");
    await this.#load();
  }

  /** Lets go of the source; what is typed is saved. */
  close(): void {
    this.leave();
    [this.source, this.ready, this.at] = ["", false, ""];
    this.turns = [];
  }

  async #load(): Promise<void> {
    const load = (this.#loads += 1);
    try {
      const { turns } = await get<{ turns: Turn[] }>(`${store.base}/sources/${encodeURIComponent(this.source)}/turns`);
      if (load !== this.#loads || this.#pending > 0) return;
      this.#stale = false;
      this.#arrived.clear();
      this.#take(turns);
      this.ready = true;
    } catch (error) {
      if (load === this.#loads) this.error = error;
    }
  }

  /** Follows the study; returns what stops it. */
  follow(): () => void {
    return store.onChange(({ changed, reload }: Step) => {
      for (const change of changed) {
        if (change.kind !== "turns") continue;
        if (change.record === null) this.#arrived.set(change.id, null);
        else if (change.record.source === this.source) this.#arrived.set(change.id, change.record);
      }
      if (reload.includes("turns")) this.#stale = true;
      this.#settle();
    });
  }

  /** Takes in what came back, once nothing of this window is on its way. */
  #settle(): void {
    if (this.#pending > 0 || !this.source) return;
    if (this.#stale) return void this.#load();
    if (this.#arrived.size === 0) return;
    const arrived = this.#arrived;
    this.#arrived = new Map();
    const kept = this.turns.flatMap((turn) => {
      const now = arrived.get(turn.id);
      arrived.delete(turn.id);
      return now === undefined ? [turn] : now === null ? [] : [now];
    });
    this.#take([...kept, ...[...arrived.values()].filter((turn) => turn !== null)]);
  }

  #take(turns: readonly Turn[]): void {
    const before = this.place;
    this.turns = [...turns].sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
    if (this.turns.some((turn) => turn.id === this.at)) this.#reconcile();
    else this.#land(this.turns[Math.max(0, Math.min(before, this.turns.length) - 1)]?.id ?? "");
  }

  /** The turn of the cursor is gone: it stands on another one, and writes there if it wrote. */
  #land(turn: string): void {
    this.at = turn;
    this.pen.on("", "");
    this.unsaved = false;
    if (this.writing && turn) this.#open(turn, "end");
    else this.writing = false;
  }

  /** Holds what is typed against what the study has. */
  #reconcile(): void {
    const { pen, here } = this;
    if (!this.writing || !here || pen.turn !== here.id || here.text === pen.base) return;
    if (pen.dirty && here.text !== pen.text) {
      this.clash = { turn: here.id, yours: pen.text, theirs: here.text, by: "" };
      return;
    }
    pen.rebase(here.text, false);
    this.onwords?.(here.text);
  }

  // --- the cursor

  /** Goes to a turn, to walk on or to write in it. */
  go(turn: string, write = this.writing, caret: number | "end" = 0): void {
    if (write && !this.readonly) this.#open(turn, caret);
    else {
      this.leave();
      this.at = turn;
    }
  }

  #open(turn: string, caret: number | "end"): void {
    if (this.pen.turn !== turn) this.#finish();
    const found = this.turns.find((one) => one.id === turn);
    if (!found) return;
    if (this.pen.turn !== turn || !this.writing) this.pen.on(turn, found.text);
    this.caret = caret === "end" ? this.pen.text.length : caret;
    this.at = turn;
    this.writing = !found.withdrawn;
  }

  /** Stops writing; the turn stays the one of the cursor. */
  leave(): void {
    if (!this.writing) return;
    this.#finish();
    this.writing = false;
  }

  /** Saves the words of a turn that is left, without white space at their ends. */
  #finish(): void {
    const { pen } = this;
    if (pen.turn && pen.text !== pen.text.trim() && !this.clash) pen.type(pen.text.trim());
    this.save();
    if (this.clash?.turn !== pen.turn) pen.on("", "");
  }

  /** The turn some places on from the cursor. */
  neighbour(step: number): Turn | undefined {
    return this.turns[this.place + step];
  }

  walk(step: number, caret: number | "end" = 0): boolean {
    const to = this.neighbour(step);
    if (to) this.go(to.id, this.writing, caret);
    return to !== undefined;
  }

  // --- saving

  /** Saves what has been typed since the last time. */
  save(): void {
    if (!this.pen.dirty || this.clash || this.readonly) return;
    void this.#do([this.#held()], { what: t("step.turns.write") });
  }

  /** Gives the step that holds on to the words under the hand, and shows them as saved. */
  #held(): Operation & { op: "turns.write" } {
    const written: Written = this.pen.take();
    this.#put(written.turn, { text: written.text });
    return { op: "turns.write", ...written };
  }

  /** Sends steps; what they bring about is on the screen already. */
  async #do(steps: Operation[], { name, what = "" }: Did = {}): Promise<Done | null> {
    this.#pending += 1;
    this.error = null;
    try {
      return await act(steps, { what, ...(name ? { name } : {}) });
    } catch (error) {
      this.#refused(steps, error);
      return null;
    } finally {
      this.#pending -= 1;
      this.#settle();
    }
  }

  /** A step was refused: the words stay under the hand, the rest is read anew. */
  #refused(steps: readonly Operation[], error: unknown): void {
    this.#stale = true;
    const write = steps.find((step) => step.op === "turns.write");
    const clash = error instanceof ApiError ? error.clash : null;
    if (!write || clash?.kind !== "turns") {
      this.error = error;
      return;
    }
    const mine = this.pen.turn === write.turn ? this.pen.text : write.text;
    const theirs = String(clash.theirs);
    if (this.pen.turn === write.turn) this.pen.rebase(theirs, true);
    if (mine !== theirs) this.clash = { turn: write.turn, yours: mine, theirs, by: clash.by };
  }

  /** Ends a clash: one's own words are kept over the others, or given up. */
  choose(mine: boolean): void {
    const { clash, pen } = this;
    if (!clash) return;
    this.clash = null;
    if (pen.turn !== clash.turn) {
      if (mine) void this.#do([{ op: "turns.write", turn: clash.turn, was: clash.theirs, text: clash.yours }]);
      return;
    }
    pen.rebase(clash.theirs, mine);
    this.onwords?.(pen.text);
    if (mine) this.save();
  }

  #put(turn: string, fields: Partial<Turn>): void {
    this.turns = this.turns.map((one) => (one.id === turn ? { ...one, ...fields } : one));
  }

  // --- splitting and joining

  /** Begins a new turn at the caret; `time` is where the recording stands. */
  split(caret: number, time: number | null): void {
    const { here, pen } = this;
    if (!here || this.clash || here.withdrawn) return;
    const [before, after] = [pen.text.slice(0, caret).trimEnd(), pen.text.slice(caret).trimStart()];
    if (!before && !after) {
      this.told = t("transcribe.emptyAlready");
      return;
    }
    const held = this.#held();
    const id = newId();
    const following = this.neighbour(1);
    const start = timeOfNew(here, following, time);
    const fresh: Turn = { ...here, id, text: "", timings: [], marks: [], start, end: null, speaker: "", draft: false, heard: "", heard_on: "", guessed: false, speaker_sure: -1 };
    if (before && after) {
      const at = new Units(pen.text).toPoints(caret);
      this.#insert({ ...fresh, text: after, speaker: here.speaker, position: between(here, following), draft: here.draft, guessed: here.guessed }, here.id);
      this.#put(here.id, { text: before });
      this.#go(id, 0);
      void this.#do([held, { op: "turns.split", turn: here.id, at, new: id, ...(start === null ? {} : { start }) }], { name: "turns.split" });
      return;
    }
    const behind = before ? here : this.neighbour(-1);
    this.#insert({ ...fresh, position: behind ? between(behind, before ? following : here) : here.position - 1 }, behind?.id ?? "");
    this.#go(id, 0);
    void this.#do([held, { op: "turns.insert", source: this.source, text: "", after: behind?.id ?? "", new: id, ...(start === null || !before ? {} : { start }) }], { name: "turns.insert" });
  }

  #insert(turn: Turn, after: string): void {
    const at = this.turns.findIndex((one) => one.id === after) + 1;
    this.turns = [...this.turns.slice(0, at), turn, ...this.turns.slice(at)];
  }

  /** Opens a turn for writing without saving the one before: its words were just held. */
  #go(turn: string, caret: number | "end"): void {
    const same = turn === this.at;
    this.pen.on("", "");
    this.#open(turn, caret);
    if (same) this.onwords?.(this.pen.text, this.caret);
  }

  /** Joins the turn of the cursor with the one before it, or with the one after it. */
  join(forwards = false): void {
    const { here } = this;
    const [first, second] = forwards ? [here, this.neighbour(1)] : [this.neighbour(-1), here];
    if (!here || !first || !second || this.clash || first.withdrawn || second.withdrawn) return;
    const held = this.#held();
    const [head, tail] = [first.id === here.id ? held.text : first.text, second.id === here.id ? held.text : second.text];
    const gone = !tail.trim() ? second : !head.trim() ? first : null;
    const kept = gone === first ? second : first;
    const text = gone ? (gone === first ? tail : head) : `${head} ${tail}`;
    const caret = gone === first ? 0 : gone || !head ? head.length : head.length + 1;
    this.turns = this.turns.filter((turn) => turn.id !== (gone ?? second).id);
    this.#put(kept.id, { text, ...(gone ? {} : { end: second.end }) });
    this.#go(kept.id, caret);
    if (gone) void this.#do([held, { op: "turns.drop", turn: gone.id }], { name: "turns.drop" });
    else void this.#do([held, { op: "turns.join", turn: first.id }, { op: "turns.write", turn: first.id, was: `${head}\n${tail}`, text }], { name: "turns.join" });
  }

  // --- who speaks, when, and whether it was heard

  /** The turns that a scope means, from the turn of the cursor. */
  meant(scope: Scope): Turn[] {
    const { here, place } = this;
    if (!here) return [];
    if (scope === "turn") return [here];
    return this.turns.filter((turn, i) => turn.speaker === here.speaker && (scope === "label" || i >= place));
  }

  /** Gives turns to a person; null: to nobody in particular (several, or it cannot be told). */
  assign(person: Person | null, scope: Scope = "turn"): void {
    const turns = this.meant(scope);
    if (turns.length === 0 || this.readonly) return;
    const steps: Operation[] = [];
    let speaker = person?.speaker ?? "";
    if (person && !speaker) {
      speaker = newId();
      const { name, role, participant, member } = person;
      steps.push({ op: "speakers.add", source: this.source, name, role, participant, member, id: speaker });
    }
    const ids = turns.map((turn) => turn.id);
    steps.push({ op: "turns.assign", turns: ids, speaker });
    const given = new Set(ids);
    this.turns = this.turns.map((turn) => (given.has(turn.id) ? { ...turn, speaker, guessed: false } : turn));
    const name = person?.name ?? t("transcribe.several");
    const what = t("transcribe.assigned", { n: turns.length, name });
    this.told = what;
    void this.#do(steps, { name: "turns.assign", what });
  }

  /** Confirms the turn of the cursor as heard, or takes that back; `on` says which. */
  check(on: boolean, turn = this.here): void {
    if (!turn || this.readonly) return;
    const steps: Operation[] = this.pen.turn === turn.id && this.pen.dirty && !this.clash ? [this.#held()] : [];
    const now = new Date().toISOString();
    this.#put(turn.id, on ? { heard: store.me, heard_on: now, guessed: false } : { heard: "", heard_on: "" });
    this.told = t(on ? "transcribe.nowHeard" : "transcribe.nowUnheard");
    const name = on ? "turns.check" : "turns.uncheck";
    void this.#do([...steps, { op: name, turns: [turn.id] }], { name, what: this.told });
  }

  /** Confirms as heard and goes to the next turn that nobody has heard, if there is one. */
  checkOn(): Turn | undefined {
    const { here } = this;
    if (!here) return undefined;
    if (!here.heard || here.guessed) this.check(true);
    return this.nextUnheard();
  }

  /** Goes to the next turn that nobody has heard: after the cursor, else from the beginning. */
  nextUnheard(): Turn | undefined {
    const open = (turn: Turn): boolean => (!turn.heard || turn.guessed) && !turn.withdrawn && turn.text !== "" && turn.id !== this.at;
    const next = this.turns.slice(this.place + 1).find(open) ?? this.turns.slice(0, Math.max(0, this.place)).find(open);
    if (next) this.go(next.id);
    else this.told = t("transcribe.allHeard");
    return next;
  }

  /** Notes the time of the turn, or of the word at the caret. */
  stamp(seconds: number, caret = 0): void {
    const { here } = this;
    if (!here || this.clash || this.readonly) return;
    const steps: Operation[] = this.writing ? [this.#held()] : [];
    const text = this.writing ? this.pen.text : here.text;
    const ahead = text.slice(0, caret).trim() !== "" && text.slice(caret).trim() !== "";
    if (!ahead) this.#put(here.id, { start: seconds });
    const at = ahead ? new Units(text).toPoints(caret) : 0;
    void this.#do([...steps, { op: "turns.stamp", turn: here.id, seconds, at }], { name: "turns.stamp" });
  }

  // --- marks

  /** Puts a mark on the turn of the cursor; places are code points of the words under the hand. */
  mark(mark: Omit<NewMark, "turn">): void {
    const { here } = this;
    if (!here || this.clash || this.readonly) return;
    const steps: Operation[] = this.writing ? [this.#held()] : [];
    void this.#do([...steps, { op: "turns.mark", marks: [{ ...mark, turn: here.id }] }], { name: "turns.mark" });
  }

  unmark(mark: { kind: NewMark["kind"]; start: number; end: number }): void {
    const { here } = this;
    if (!here || this.readonly) return;
    const steps: Operation[] = this.writing && !this.clash ? [this.#held()] : [];
    void this.#do([...steps, { op: "turns.unmark", marks: [{ ...mark, turn: here.id }] }], { name: "turns.unmark" });
  }

  /** Begins the first turn of a transcript that has none. */
  begin(time: number | null): void {
    void act({ op: "turns.insert", source: this.source, text: "", ...(time === null ? {} : { start: time }) }).catch((error: unknown) => (this.error = error));
  }
}

/** A place between two turns, for the moments until the study has given one. */
function between(before: Turn, after: Turn | undefined): number {
  return after ? (before.position + after.position) / 2 : before.position + 1;
}

/** When a new turn begins: where the recording stands, if that lies between its neighbours. */
export function timeOfNew(before: Turn, after: Turn | undefined, time: number | null): number | null {
  if (time === null || time < (before.start ?? 0)) return null;
  return after?.start != null && time > after.start ? null : Math.round(time * 100) / 100;
}

