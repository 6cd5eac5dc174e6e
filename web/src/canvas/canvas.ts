// The transcript canvas: one source with its codings, to read, select in, code and correct.
//
// It knows no framework and no server. The screen gives it a source, tells it what changed, and
// listens to what the person does. Everything outside this folder speaks in code points.

import { changeRecords } from "./changes";
import { Editor } from "./editor";
import { Events, type CanvasEvents } from "./events";
import type { FindOptions, Hit } from "./find";
import { boxOf, bring, onScreen, pointAt, ring, toldOf } from "./geometry";
import { press, type Keyed } from "./keyboard";
import { hear } from "./listening";
import { wordsShown } from "./marks";
import { Model } from "./model";
import { opened, type Open } from "./opened";
import { follow, type Surface } from "./pointer";
import { chosenOf, collapsed, keptIn, same, type Chosen } from "./selection";
import type { CanvasOptions, CodeLook, CoderLook, RecordChange, Shown, SourceColumns, Span, Stand } from "./source";
import { leaving, type Heard } from "./voice";
import { Wardrobe, type Readers } from "./wardrobe";

export class Canvas {
  readonly scroller = document.createElement("div");
  readonly root = document.createElement("div");
  #events = new Events();
  #open: Open | null = null;
  #chosen: Chosen | null = null;
  #editor: Editor | null = null;
  #shown: Shown = {};
  #looks: Wardrobe;
  #listening = false;
  #stop = new AbortController();

  constructor(readonly host: HTMLElement, readonly options: CanvasOptions) {
    this.#looks = new Wardrobe(options.words);
    this.scroller.className = "scroll";
    this.scroller.tabIndex = 0;
    this.scroller.setAttribute("role", "region");
    this.scroller.setAttribute("aria-label", options.label);
    this.root.className = "transcript";
    this.scroller.append(this.root);
    host.append(this.scroller);
    this.#listen();
  }

  on<K extends keyof CanvasEvents>(name: K, listener: (event: CanvasEvents[K]) => void): () => void {
    return this.#events.on(name, listener);
  }

  /** Shows a source from its beginning, or from a turn on; looks and filters stay as they were. */
  load(data: SourceColumns, turn = ""): void {
    this.#close();
    const model = new Model(data);
    model.show(this.#shown);
    this.root.lang = model.language;
    this.scroller.scrollTop = 0;
    const open = this.#draw(model);
    this.#open = open;
    const first = model.turn(turn) ?? model.turns[0];
    this.#chosen = first ? collapsed({ turn: first.id, offset: 0 }) : null;
    if (first) {
      open.rows.fillScreen(first.id, this.scroller.clientHeight + 60);
      if (turn) open.rows.maybe(first.id)?.scrollIntoView({ block: "start" });
      open.layout.drawScreen();
    }
    open.rows.fillRest(first?.id ?? "", () => this.#events.emit("seen", onScreen(open)));
    this.#show(true);
  }

  #draw(model: Model): Open {
    return opened(model, { scroller: this.scroller, root: this.root, words: this.options.words, looks: this.#looks }, {
      moving: (moving) => this.#events.emit("moving", { coding: moving?.coding ?? null, span: moving?.span ?? null }),
      keep: (moving) => this.#events.emit("edges", moving),
      select: (span, done) => this.#choose(chosenOf(span), done),
      selection: () => (this.empty ? null : this.span),
      editing: () => this.#editor?.turn ?? "",
    });
  }

  #close(): void {
    this.closeEditor();
    this.#open?.layout.stop();
    this.#open?.rows.stop();
    this.#open?.painter.clear();
    this.#open?.voice.clear();
    this.#open = null;
    this.#looks.chosen = "";
  }

  destroy(): void {
    this.#close();
    this.#stop.abort();
    this.scroller.remove();
  }

  // --- what it is told

  /** Names and dyes of codes, names of coders; draws what is near anew. */
  dress(codes: ReadonlyMap<string, CodeLook>, coders: ReadonlyMap<string, CoderLook>): void {
    Object.assign(this.#looks, { codes, coders });
    this.#open?.layout.redraw();
  }

  /** Takes in records that changed: turns, codings and speakers of this source; others it passes over. */
  apply(changed: readonly RecordChange[]): void {
    const open = this.#open;
    if (!open) return;
    const { turns, order } = changeRecords(open.model, open.rows, open.layout, changed);
    if (turns.size === 0) return;
    if (order) this.#chosen = keptIn(open.model, this.#chosen);
    open.painter.stale(turns);
    open.layout.redraw(turns);
    const edited = this.#editor && open.model.turn(this.#editor.turn);
    if (edited && turns.has(edited.id)) this.#editor?.meanwhile(edited);
    this.#show(false);
  }

  /** Shows only some codings or speakers, or sets off what is not coded yet. */
  filter(shown: Shown): void {
    this.#shown = shown;
    const open = this.#open;
    if (!open) return;
    open.model.show(shown);
    open.layout.redraw(open.model.turns.map((turn) => turn.id).filter((id) => open.rows.maybe(id)));
    this.#show(false);
  }

  /** Lifts a code's threads and lets the others rest; "" lets all be. */
  lift(code: string): void {
    this.#looks.lifted = code;
    this.root.classList.toggle("lifting", code !== "");
    this.#open?.layout.redraw();
  }

  /** Marks say where codings begin and end, for screen readers. */
  readAloud(on: boolean): void {
    if (on === this.#looks.aloud) return;
    this.#looks.aloud = on;
    this.root.classList.toggle("aloud", on);
    this.#open?.layout.redraw();
  }

  /** Shows which words others stand for, by turn; with `instead` these are shown in their place. */
  substitute(stands: ReadonlyMap<string, readonly Stand[]>, instead: boolean): void {
    Object.assign(this.#looks, { standing: stands, substituted: instead });
    this.root.classList.toggle("substituted", instead);
    this.#open?.layout.redraw();
  }

  /** Shows who of the others reads where, by turn. */
  present(here: Readers): void {
    const turns = [...this.#looks.readers.keys(), ...here.keys()];
    this.#looks.readers = here;
    this.#open?.layout.redraw(turns.filter((turn) => this.#open?.rows.maybe(turn)));
  }

  // --- hearing

  /** A click on a word asks to hear it, besides placing the cursor there; a drag selects as ever. */
  listening(on: boolean): void {
    this.#listening = on;
    this.root.classList.toggle("listening", on);
  }

  /** Marks what is heard now; with `follow` the text goes along. */
  hear(heard: Heard | null, follow: boolean): void {
    if (!this.#open) return;
    this.#open.voice.following = follow;
    this.#open.voice.show(heard);
  }

  /** Goes back to what is heard. */
  toVoice(): void {
    this.#open?.voice.bring();
  }

  // --- selection

  /** The text and its codings; to read only. */
  get model(): Model {
    if (!this.#open) throw new Error("No source is open.");
    return this.#open.model;
  }

  get span(): Span | null {
    const chosen = this.#chosen;
    return chosen && this.#open ? this.#open.model.between(chosen.anchor, chosen.focus) : null;
  }

  get empty(): boolean {
    return !this.#chosen || same(this.#chosen.anchor, this.#chosen.focus);
  }

  /** Selects a span (or places the cursor, where it is empty) and tells the listeners. */
  select(span: Span): void {
    if (!this.#open?.model.turn(span.turn) || !this.#open.model.turn(span.end_turn)) return;
    this.#choose(chosenOf(span), true);
  }

  /** Leaves the cursor at the end of what was selected. */
  collapse(): void {
    const span = this.span;
    if (span) this.#choose(collapsed({ turn: span.end_turn, offset: span.end }), true);
  }

  /** Goes to a point; scrolls only as far as it must, or to the middle where it is far. */
  reveal(turn: string, offset = 0, how: { ring?: boolean; select?: boolean } = {}): void {
    const article = this.#open?.rows.article(turn);
    if (!article || !this.#open) return;
    if (how.select !== false) this.#choose(collapsed({ turn, offset }), true);
    bring(this.scroller, article);
    this.#open.layout.drawScreen();
    if (how.ring) ring(article);
  }

  /** The next turn after the cursor that has no coding, or null. */
  nextUncoded(): string | null {
    return this.#open?.moves.uncoded(this.#chosen?.focus.turn ?? "") ?? null;
  }

  /** Chooses a coding: its name is set off, handles stand at its edges. "" chooses none. */
  choose(coding: string): void {
    const open = this.#open;
    if (!open) return;
    const touched = [this.#looks.chosen, coding].flatMap((id) => open.model.turnsOf(id));
    this.#looks.chosen = coding;
    open.edges.leave();
    open.layout.redraw(touched);
    open.edges.show(open.model.codings.get(coding) ?? null, coding);
  }

  /** Begins moving the edges of a coding by keys. */
  moveEdges(coding: string): void {
    const found = this.#open?.model.codings.get(coding);
    if (!found) return;
    this.choose(coding);
    this.#open?.edges.begin(coding, found);
    this.focus();
  }

  /** Where the selection (or another span) ends on the screen, for what opens beside it. */
  box(span = this.span): DOMRect | null {
    return span && this.#open ? boxOf(this.#open, span) : null;
  }

  focus(): void {
    this.scroller.focus({ preventScroll: true });
  }

  // --- finding

  /** Finds words and shows the hit nearest to the cursor; returns all hits in this source. */
  find(asked: string, options: FindOptions = {}): readonly Hit[] {
    const painter = this.#open?.painter;
    if (!painter) return [];
    painter.find(asked, options, this.#chosen?.focus);
    if (painter.hit >= 0) this.showHit(painter.hit);
    return painter.hits;
  }

  /** Number of the present hit, from 0; -1 for none. */
  get hit(): number {
    return this.#open?.painter.hit ?? -1;
  }

  /** Goes to a hit by its number, round at both ends. */
  showHit(number: number): void {
    const hit = this.#open?.painter.present(number);
    if (!hit) return;
    this.reveal(hit.turn, 0, { select: false });
    this.#open?.painter.all();
  }

  // --- correcting

  /** Opens the turn for correction, in its place. */
  edit(turn: string): void {
    this.closeEditor();
    const found = this.#open?.model.turn(turn);
    const article = this.#open?.rows.article(turn);
    if (!found || !article || !this.#open) return;
    this.#open.handles.caret(null);
    this.#editor = new Editor(article, found, this.#open.model.speakers.values(), this.options.words.edit, (correction) => {
      if (correction) this.#events.emit("correct", correction);
      else this.closeEditor();
    });
    this.#open.painter.row(turn);
    bring(this.scroller, article);
  }

  get editing(): Editor | null {
    return this.#editor;
  }

  closeEditor(): void {
    const editor = this.#editor;
    if (!editor) return;
    editor.close();
    this.#editor = null;
    this.#open?.layout.redraw([editor.turn]);
    this.#show(false);
    this.focus();
  }

  // --- inside

  #listen(): void {
    const { signal } = this.#stop;
    signal.addEventListener("abort", follow(this.#surface()));
    leaving(this.scroller, () => this.#events.emit("left", {}), signal);
    this.scroller.addEventListener("keydown", (event) => {
      if (event.target !== this.scroller || event.defaultPrevented || !this.#open) return;
      if (press(event, this.#keyed(this.#open))) event.preventDefault();
    }, { signal });
    hear({
      scroller: this.scroller,
      root: this.root,
      scrolled: () => this.#open && this.#events.emit("seen", onScreen(this.#open)),
      copied: () => (this.empty || !this.span ? "" : wordsShown(this.model, this.span, this.#looks)),
      printing: () => this.#open?.layout.drawAll(),
      resized: () => {
        this.#open?.layout.redraw();
        this.#show(false);
      },
    }, signal);
  }

  #surface(): Surface {
    const self = this;
    return {
      scroller: this.scroller,
      root: this.root,
      get moves() { return self.#open?.moves ?? null; },
      get chosen() { return self.#chosen; },
      pointAt: (x, y) => (this.#open ? pointAt(this.#open, x, y) : null),
      choose: (chosen, how) => {
        this.#choose(chosen, how.done);
        if (how.touch) this.#open?.edges.show(this.span);
      },
      pick: (codings, turn) => this.#events.emit("pick", { codings, turn }),
      get listening() { return self.#listening; },
      hear: (point) => this.#events.emit("hear", point),
      busy: (target) => target.closest(".turn-editor") !== null,
    };
  }

  #keyed({ moves, edges, rows }: Open): Keyed {
    return {
      moves,
      chosen: this.#chosen,
      moving: edges.moving !== null,
      choose: (chosen) => {
        const article = rows.article(chosen.focus.turn);
        this.#choose(chosen, true);
        if (article) bring(this.scroller, article);
      },
      typed: (text) => this.#events.emit("typed", { text }),
      edge: (edge, step, back) => edges.step(edge, step, back),
      keepEdges: () => edges.keep(),
      leave: () => {
        if (edges.moving) this.choose(this.#looks.chosen);
        else if (this.empty) return false;
        else this.collapse();
        return true;
      },
    };
  }

  #choose(chosen: Chosen, done: boolean): void {
    this.#chosen = chosen;
    this.#open?.edges.leave();
    this.#open?.handles.show(null);
    this.#show(done);
  }

  /** Paints the selection and tells of it. */
  #show(done: boolean): void {
    const [open, chosen] = [this.#open, this.#chosen];
    for (const old of this.root.querySelectorAll(".turn.here")) old.classList.remove("here");
    if (!open || !chosen) return;
    open.painter.all();
    open.rows.maybe(chosen.focus.turn)?.classList.add("here");
    open.handles.caret(this.empty ? chosen.focus : null);
    const span = open.model.between(chosen.anchor, chosen.focus);
    const words = this.empty ? "" : open.model.words(span);
    this.#events.emit("select", { chosen, span, words, under: open.model.under(span), done });
    if (done) this.#events.emit("say", { text: words ? this.options.words.selected(words) : toldOf(open, chosen.focus.turn, this.options.words) });
  }
}
