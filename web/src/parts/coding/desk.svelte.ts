// One open source: what is selected and chosen in it, and what a person does with it.
//
// The canvas draws, the desk knows. What it does is shown at once and then sent; where the study
// refuses it, it is taken back and the reason stands where the hand is.

import { Canvas } from "../../canvas/canvas";
import type { Correction } from "../../canvas/editor";
import type { Hit } from "../../canvas/find";
import type { CanvasWords, Coding, Shown, SourceColumns, Span } from "../../canvas/source";
import { countWords } from "../../canvas/units";
import { act, resultOf, type Done } from "../../lib/act.svelte";
import { get } from "../../lib/api";
import { talkReady } from "../../lib/fonts";
import { keys } from "../../lib/keys.svelte";
import type { AddEvidenceStep, Step as Operation } from "../../lib/model";
import { store, type Change, type Step } from "../../lib/store.svelte";
import { t } from "../../lib/words/index.svelte";
import { Listening } from "../listen/listening.svelte";
import { codes } from "./codes.svelte";

/** What the palette is open for. */
export type Asking =
  | { for: "selection"; spans: Span[]; typed: string }
  | { for: "recode"; coding: Coding; typed: string }
  | { for: "hits"; spans: Span[]; typed: string };

/** What stands in the catalogue for the canvas. */
export function canvasWords(): CanvasWords {
  return {
    codings: (n) => t("coding.codings", { n }),
    more: (n) => t("coding.more", { n }),
    begins: (code) => t("coding.begins", { code }),
    ends: (code) => t("coding.ends", { code }),
    selected: (words) => t("coding.selected", { words }),
    nobody: t("coding.nobody"),
    here: (name) => t("coding.reads", { name }),
    edit: {
      label: t("coding.edit.label"),
      save: t("coding.edit.save"),
      leave: t("coding.edit.leave"),
      split: t("coding.edit.split"),
      join: t("coding.edit.join"),
      speaker: t("coding.edit.speaker"),
      none: t("coding.nobody"),
      changed: t("field.theirs"),
      take: t("field.take"),
      startOf: t("coding.edge.start"),
      endOf: t("coding.edge.end"),
    },
  };
}

let waiting = 0;

/** Lets the browser do what waits. */
const pause = (): Promise<void> => new Promise((go) => setTimeout(go));

/** The quotes that a correction says it has touched. */
function quotesOf(result: unknown): string[] {
  const told = (result as { quotes?: unknown } | null)?.quotes;
  return Array.isArray(told) ? told.filter((one) => typeof one === "string") : [];
}

export class Desk {
  source = $state("");
  /** Set once the source is drawn. */
  ready = $state(false);
  span = $state.raw<Span | null>(null);
  words = $state("");
  under = $state.raw<readonly Coding[]>([]);
  /** The coding that was chosen by its thread or in the list. */
  chosen = $state("");
  lifted = $state("");
  moving = $state("");
  asking = $state.raw<Asking | null>(null);
  shown = $state.raw<Shown>({});
  hits = $state.raw<readonly Hit[]>([]);
  hit = $state(-1);
  seen = $state.raw({ turn: "", first: 0, last: 0 });
  error = $state<unknown>(null);
  failed = $state<unknown>(null);
  said = $state("");
  /** Counts up with every change of the text or its codings, for what is derived from the canvas. */
  version = $state(0);
  canvas: Canvas | null = null;
  readonly listening = new Listening();
  #loads = 0;
  #late: Step[] = [];
  #lastCodes: string[] = [];

  /** Puts a canvas into a place; returns what takes it away. */
  attach(host: HTMLElement): () => void {
    const canvas = new Canvas(host, { words: canvasWords(), label: t("coding.transcript") });
    this.canvas = canvas;
    canvas.filter(this.shown);
    canvas.on("select", ({ span, words, under, done }) => {
      this.span = span;
      this.words = words;
      this.under = under;
      if (done && !under.some((coding) => coding.id === this.chosen)) this.choose("");
    });
    canvas.on("typed", ({ text }) => this.#typed(text));
    canvas.on("pick", ({ codings, turn }) => this.#pick(codings, turn));
    canvas.on("seen", (seen) => (this.seen = seen));
    canvas.on("edges", ({ coding, span }) => void this.moveEdges(coding, span));
    canvas.on("moving", ({ coding }) => (this.moving = coding ?? ""));
    canvas.on("correct", (correction) => void this.correct(correction));
    canvas.on("say", ({ text }) => (this.said = text));
    const stops = [store.onChange((step) => this.#follow(step)), this.listening.attach(canvas)];
    return () => {
      for (const stop of stops) stop();
      canvas.destroy();
      this.canvas = null;
    };
  }

  // --- the source

  async open(source: string, turn = "", span: Span | null = null): Promise<void> {
    const load = (this.#loads += 1);
    this.source = source;
    this.failed = null;
    this.#late = [];
    try {
      const path = `${store.base}/sources/${encodeURIComponent(source)}`;
      const [data] = await Promise.all([get<SourceColumns & { seq: number }>(path), talkReady()]);
      // Reading the answer, drawing it and what the screen derives from it are three tasks, not one: between
      // them the browser can paint and take keys.
      await pause();
      if (load !== this.#loads || !this.canvas) return;
      this.canvas.load(data, turn);
      await pause();
      if (load !== this.#loads || !this.canvas) return;
      this.ready = true;
      for (const step of this.#late) if (step.seq > data.seq) this.canvas.apply(step.changed);
      this.#late = [];
      if (span) this.canvas.select(span);
      this.version += 1;
    } catch (error) {
      if (load === this.#loads) this.failed = error;
    }
  }

  #follow(step: Step): void {
    if (step.reload.includes("turns") || step.reload.includes("codings")) {
      void this.open(this.source, this.span?.turn, this.span);
      return;
    }
    if (!this.ready) {
      this.#late.push(step);
      return;
    }
    this.canvas?.apply(step.changed);
    this.version += 1;
    if (step.own && step.undone) this.#return(step.changed);
  }

  /** After an undo the screen goes to what changed, and rings it once. */
  #return(changed: readonly Change[]): void {
    for (const { kind, id, record } of changed) {
      const turn = kind === "turns" ? id : kind === "codings" ? (record?.turn ?? "") : "";
      if (!turn || !this.canvas?.model.turn(turn)) continue;
      this.canvas.reveal(turn, kind === "codings" ? (record?.start ?? 0) : 0, { ring: true });
      return;
    }
  }

  show(shown: Shown): void {
    this.shown = shown;
    this.canvas?.filter(shown);
    this.version += 1;
  }

  lift(code: string): void {
    this.lifted = this.lifted === code ? "" : code;
    this.canvas?.lift(this.lifted);
  }

  // --- choosing codings

  choose(coding: string): void {
    if (coding === this.chosen) return;
    this.chosen = coding;
    this.canvas?.choose(coding);
  }

  #pick(ids: readonly string[], turn: string): void {
    const found = this.canvas?.model.codings.get(ids[0] ?? "");
    if (found) this.goTo(found);
    else this.canvas?.reveal(turn, 0);
  }

  /** Goes to a coding and chooses it. */
  goTo(coding: Coding, how: { ring?: boolean } = {}): void {
    if (!this.canvas) return;
    this.canvas.reveal(coding.turn, coding.start, how);
    this.choose(coding.id);
  }

  /** The next coding after the cursor, or the one before. */
  step(back: boolean): void {
    const model = this.canvas?.model;
    if (!model || !this.span) return;
    const all = model.all();
    const at = all.findIndex((coding) => coding.id === this.chosen);
    const here = { turn: this.span.turn, offset: this.span.start };
    const place = (coding: Coding): number => model.compare({ turn: coding.turn, offset: coding.start }, here);
    const next = at >= 0 ? all[at + (back ? -1 : 1)]
      : back ? all.filter((coding) => place(coding) < 0).pop()
      : all.find((coding) => place(coding) > 0);
    if (next) this.goTo(next);
  }

  /** Goes to the next turn that has no coding. */
  nextUncoded(): void {
    const turn = this.canvas?.nextUncoded();
    if (turn) this.canvas?.reveal(turn, 0);
  }

  /** The coding that keys act on: the chosen one, else the shortest at the cursor. */
  get current(): Coding | null {
    return this.under.find((coding) => coding.id === this.chosen) ?? this.under[0] ?? null;
  }

  // --- coding

  /** The study as it was is read here: nothing can be coded or corrected. */
  get readonly(): boolean {
    return store.asOf !== null;
  }

  get empty(): boolean {
    return this.words === "";
  }

  get wordCount(): number {
    return countWords(this.words);
  }

  /** With a selection a number codes at once, a full stop repeats, anything else opens the palette. */
  #typed(text: string): void {
    if (this.readonly || (text && !keys.letters)) return;
    const code = /^[1-9]$/.test(text) ? codes.numbered[Number(text) - 1] : undefined;
    if (text === ".") this.repeat();
    else if (code && this.span) void this.code([this.span], [code.id]);
    else this.ask(/^[1-9]$/.test(text) ? "" : text);
  }

  /** Opens the palette on the selection. */
  ask(typed = ""): void {
    if (this.span && !this.empty && !this.readonly) this.asking = { for: "selection", spans: [this.span], typed };
  }

  askRecode(coding: Coding): void {
    this.goTo(coding);
    this.asking = { for: "recode", coding, typed: "" };
  }

  askHits(): void {
    const model = this.canvas?.model;
    if (!model || this.hits.length === 0) return;
    const spans = this.hits.map((hit) => {
      const units = model.units(hit.turn);
      return { turn: hit.turn, end_turn: hit.turn, start: units.toPoints(hit.start), end: units.toPoints(hit.end) };
    });
    this.asking = { for: "hits", spans, typed: "" };
  }

  close(): void {
    this.asking = null;
    this.canvas?.focus();
  }

  /** Does what the palette was opened for, with the codes that were chosen there and a new one. */
  async answer(chosen: readonly string[], asked: Asking, fresh = ""): Promise<void> {
    this.close();
    if (chosen.length === 0 && !fresh) return;
    // The same new code twice while the server is away: the second stroke waits for its id.
    const awaited = fresh ? await codes.awaited(fresh) : undefined;
    if (awaited !== undefined) return this.answer([...chosen, awaited].filter(Boolean), asked);
    if (asked.for === "recode") await this.recode(asked.coding, chosen[0] ?? "", fresh);
    else await this.code(asked.spans, chosen, fresh);
  }

  /** Codes stretches, also with a code that is made by the same step; drawn at once, taken back where the study refuses. */
  async code(spans: readonly Span[], known: readonly string[], fresh = ""): Promise<void> {
    const { canvas } = this;
    if (!canvas || spans.length === 0) return;
    const n = spans.length === 1 && spans[0] ? countWords(canvas.model.words(spans[0])) : spans.length;
    const coming = fresh ? codes.expect(fresh) : "";
    const chosen = coming ? [...known, coming] : known;
    const drawn = spans.flatMap((span) => chosen.map((code) => ({
      ...span, id: `waiting-${(waiting += 1)}`, source: this.source, code, coder: store.me, gone: false, note: "",
    })));
    canvas.apply(drawn.map((record) => ({ kind: "codings", id: record.id, record })));
    if (spans.length === 1) canvas.collapse();
    for (const code of known) codes.use(code);
    this.#lastCodes = [...known];
    const what = t(spans.length === 1 ? "coding.coded" : "coding.codedMany", { n, code: this.#names(chosen) });
    const codings = drawn.map(({ code, turn, start, end_turn, end }) => ({ code: code === coming ? resultOf(0) : code, turn, start, end_turn, end }));
    const add: Operation = { op: "codings.add", codings };
    const done = await this.#do(coming ? [codes.adding(coming), add] : add, what, add.op);
    if (coming) this.#came(coming, done);
    this.canvas?.apply(drawn.map(({ id }) => ({ kind: "codings", id, record: null })));
  }

  /** A new code has its id now, or has been refused. */
  #came(coming: string, done: Done | null): void {
    const made = String(done?.results[0] ?? "");
    codes.arrived(coming, made);
    if (!made) return;
    codes.use(made);
    this.#lastCodes = [...this.#lastCodes, made];
  }

  /** Codes with what was used last. */
  repeat(): void {
    if (this.span && !this.empty && !this.readonly && this.#lastCodes.length > 0) void this.code([this.span], this.#lastCodes);
  }

  async recode(coding: Coding, code: string, fresh = ""): Promise<void> {
    if (code === coding.code && !fresh) return;
    const coming = fresh ? codes.expect(fresh) : "";
    if (code && !fresh) codes.use(code);
    const what = t("coding.recoded", { code: this.#names([coming || code]) });
    const put: Operation = { op: "codings.recode", codings: [coding.id], code: coming ? resultOf(0) : code };
    const done = await this.#do(coming ? [codes.adding(coming), put] : put, what, put.op);
    if (coming) this.#came(coming, done);
  }

  async remove(coding: Coding): Promise<void> {
    await this.#do({ op: "codings.drop", codings: [coding.id] }, t("coding.removed", { code: this.#names([coding.code]) }));
    this.canvas?.focus();
  }

  async moveEdges(coding: string, span: Span): Promise<void> {
    const { turn, start, end_turn, end } = span;
    await this.#do({ op: "codings.move", coding, turn, start, end_turn, end }, t("coding.moved"));
  }

  async quote(): Promise<void> {
    const span = this.empty ? this.current : this.span;
    if (!span) return;
    const { turn, start, end_turn, end } = span;
    const code = this.current?.code ?? "";
    const theme = store.all("theme_codes").find((feed) => feed.code === code)?.theme ?? "";
    await this.#do({ op: "quotes.add", turn, start, end_turn, end, code, theme }, t("coding.quoted"));
  }

  /** What is about to be put beside a claim: the selection, else the coding that keys act on. */
  claiming = $state.raw<Omit<AddEvidenceStep, "op" | "claim" | "stance"> | null>(null);

  /** Asks which claim the selection or coding speaks for or against. */
  askClaim(): void {
    const { current } = this;
    if (!this.empty && this.span) this.claiming = { ...this.span };
    else if (current && !current.id.startsWith("waiting")) this.claiming = { coding: current.id };
  }

  closeClaim(): void {
    this.claiming = null;
    this.canvas?.focus();
  }

  /** Puts the selected words of one turn into the queue of those that others may stand for. */
  async substitute(): Promise<void> {
    const span = this.empty ? null : this.span;
    if (!span || span.turn !== span.end_turn) return;
    const { turn, start, end } = span;
    await this.#do({ op: "substitutions.suggest", substitutions: [{ turn, start, end, scope: "study" }] }, t("names.didMark"));
  }

  // --- correcting

  /** Quotes whose words were corrected here and that nobody has looked at since. */
  affected = $state.raw<readonly string[]>([]);

  async correct(correction: Correction): Promise<void> {
    const { canvas } = this;
    const turn = canvas?.model.turn(correction.turn);
    if (!canvas || !turn) return;
    const steps: Operation[] = [];
    if (correction.text !== turn.text) steps.push({ op: "turns.correct", turn: turn.id, text: correction.text });
    if (correction.does === "split") steps.push({ op: "turns.split", turn: turn.id, at: correction.at });
    if (correction.does === "join") steps.push({ op: "turns.join", turn: turn.id });
    if (correction.does === "correct" && correction.speaker !== null) steps.push({ op: "turns.assign", turns: [turn.id], speaker: correction.speaker });
    const done = await this.#do(steps, t(`coding.did.${correction.does}`));
    if (done && steps[0]?.op === "turns.correct") this.affected = [...new Set([...this.affected, ...quotesOf(done.results[0])])];
    // Refused: the editor stays open with the words as they were typed.
    if (done && canvas.editing?.turn === correction.turn) canvas.closeEditor();
  }

  // --- finding

  find(asked: string, whole: boolean): void {
    this.hits = asked.trim() ? (this.canvas?.find(asked, { whole }) ?? []) : (this.canvas?.find("") ?? []);
    this.hit = this.canvas?.hit ?? -1;
  }

  showHit(number: number): void {
    this.canvas?.showHit(number);
    this.hit = this.canvas?.hit ?? -1;
  }

  #names(ids: readonly string[]): string {
    return ids.map((id) => store.get("codes", id)?.name ?? codes.coming.get(id)?.name ?? "").join(", ");
  }

  async #do(steps: Operation | Operation[], what: string, name?: Operation["op"]): Promise<Done | null> {
    this.error = null;
    try {
      return await act(steps, name ? { what, name } : { what });
    } catch (error) {
      this.error = error;
      return null;
    }
  }
}
