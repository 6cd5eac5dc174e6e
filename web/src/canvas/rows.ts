// Rows: one article per turn, in leaves of some twenty turns.
//
// The whole text is in the document, for screen readers, search, copying and print. A leaf that
// is far from what is read is filled a moment later, so that the first picture does not wait for
// it; until then it has about the height that it will have. A bare row is three nodes: the name
// and the time are put in where somebody looks, and are in the row's label from the beginning.

import type { Model } from "./model";
import { written } from "./signs";
import type { CanvasWords, Turn } from "./source";

const LEAF = 20;
const LINE = 62; // characters of talk on a line, about
/** Characters filled at a time: their layout takes some 15 ms on a small machine. */
const SLICE = 6000;

export interface Leaf {
  readonly element: HTMLElement;
  ids: string[];
  filled: boolean;
}

export class Rows {
  readonly leaves: Leaf[] = [];
  #articles = new Map<string, HTMLElement>();
  #leafOf = new Map<string, Leaf>();
  #waiting: number | null = null;
  #stopped = false;

  /**
   * @param root receives the leaves.
   * @param made is told of every leaf with new rows, so that somebody can watch what is near.
   */
  constructor(
    readonly root: HTMLElement,
    readonly model: Model,
    readonly words: CanvasWords,
    readonly made: (leaf: HTMLElement) => void,
  ) {
    const turns = model.turns;
    for (let i = 0; i < turns.length; i += LEAF) {
      const ids = turns.slice(i, i + LEAF).map((turn) => turn.id);
      const element = document.createElement("div");
      element.className = "leaf";
      const leaf: Leaf = { element, ids, filled: false };
      element.style.height = `${this.#guess(ids)}px`;
      for (const id of ids) this.#leafOf.set(id, leaf);
      this.leaves.push(leaf);
    }
    root.replaceChildren(...this.leaves.map((leaf) => leaf.element));
  }

  #guess(ids: readonly string[]): number {
    let lines = 0;
    for (const id of ids) lines += Math.max(1, Math.ceil((this.model.turn(id)?.text.length ?? 0) / LINE));
    return lines * 27 + ids.length * 18;
  }

  /** The article of a turn, made now if its leaf was still empty. */
  article(turn: string): HTMLElement | undefined {
    const leaf = this.#leafOf.get(turn);
    if (leaf && !leaf.filled) this.fill(leaf);
    return this.#articles.get(turn);
  }

  /** The article of a turn if it has been made. */
  maybe(turn: string): HTMLElement | undefined {
    return this.#articles.get(turn);
  }

  all(): Iterable<[string, HTMLElement]> {
    return this.#articles;
  }

  fill(leaf: Leaf): void {
    if (leaf.filled) return;
    leaf.filled = true;
    const rows = leaf.ids.map((id) => this.#make(id)).filter((row) => row !== null);
    leaf.element.style.height = "";
    leaf.element.replaceChildren(...rows);
    this.made(leaf.element);
  }

  #make(id: string): HTMLElement | null {
    const turn = this.model.turn(id);
    if (!turn) return null;
    const article = document.createElement("article");
    const text = document.createElement("p");
    article.dataset.turn = id;
    written(text, turn.text, this.model.signs(id));
    article.append(text);
    this.#articles.set(id, article);
    this.label(turn, article);
    return article;
  }

  /** Writes what a row says of itself: who, when, how many codings. */
  label(turn: Turn, article = this.#articles.get(turn.id)): void {
    if (!article) return;
    const speaker = this.model.speakerOf(turn);
    const moderator = speaker?.role === "moderator";
    const classes = { timed: turn.start !== null, mod: moderator, rests: this.model.rests(turn) };
    article.classList.add("turn"); // what others have put on it stays
    for (const [name, on] of Object.entries(classes)) article.classList.toggle(name, on);
    const who = speaker?.name ?? this.words.nobody;
    article.setAttribute("aria-label", [who, clock(turn.start)].filter(Boolean).join(", "));
    const count = this.model.at(turn.id).length;
    const text = article.querySelector<HTMLElement>("p");
    // Drawn as generated text: it is read aloud after the words and costs no node.
    if (text && count > 0) text.dataset.says = this.words.codings(count);
    else if (text) delete text.dataset.says;
  }

  /** Fills the leaves that are still empty, nearest to `turn` first, in slices. */
  fillRest(turn: string, done: () => void): void {
    if (this.#waiting !== null || this.#stopped) return;
    const from = Math.max(0, this.leaves.indexOf(this.#leafOf.get(turn) as Leaf));
    const order = this.leaves
      .map((leaf, i) => ({ leaf, far: Math.abs(i - from) }))
      .filter(({ leaf }) => !leaf.filled)
      .sort((a, b) => a.far - b.far)
      .map(({ leaf }) => leaf);
    const step = (): void => {
      this.#waiting = null;
      for (let sum = 0, leaf = order.shift(); leaf; leaf = sum < SLICE ? order.shift() : undefined) {
        this.fill(leaf);
        for (const id of leaf.ids) sum += this.model.turn(id)?.text.length ?? 0;
      }
      if (this.#stopped) return;
      if (order.length > 0) this.#waiting = later(step);
      else done();
    };
    this.#waiting = later(step);
  }

  /** Fills the leaves from a turn on until they are about as high as `height`, and the one before. */
  fillScreen(turn: string, height: number): void {
    const from = this.leaves.indexOf(this.#leafOf.get(turn) as Leaf);
    let rest = height;
    for (let i = Math.max(0, from); i < this.leaves.length && rest > 0; i += 1) {
      const leaf = this.leaves[i] as Leaf;
      const after = i === from ? leaf.ids.slice(leaf.ids.indexOf(turn)) : leaf.ids;
      rest -= this.#guess(after);
      this.fill(leaf);
    }
  }

  /** Fills everything now, for print. */
  fillAll(): void {
    for (const leaf of this.leaves) this.fill(leaf);
  }

  stop(): void {
    this.#stopped = true;
  }

  // --- turns that change

  /** Puts a new turn into its place. */
  insert(turn: Turn): void {
    const place = this.model.place(turn.id);
    const before = this.model.turns[place - 1];
    const leaf = (before && this.#leafOf.get(before.id)) ?? this.leaves[0] ?? this.#newLeaf();
    const at = before ? leaf.ids.indexOf(before.id) + 1 : 0;
    leaf.ids.splice(at, 0, turn.id);
    this.#leafOf.set(turn.id, leaf);
    if (!leaf.filled) return this.fill(leaf);
    const row = this.#make(turn.id);
    if (!row) return;
    leaf.element.insertBefore(row, leaf.element.children[at] ?? null);
    this.made(leaf.element);
  }

  remove(turn: string): void {
    const leaf = this.#leafOf.get(turn);
    if (leaf) leaf.ids = leaf.ids.filter((id) => id !== turn);
    this.#leafOf.delete(turn);
    this.#articles.get(turn)?.remove();
    this.#articles.delete(turn);
  }

  #newLeaf(): Leaf {
    const element = document.createElement("div");
    element.className = "leaf";
    this.root.append(element);
    const leaf: Leaf = { element, ids: [], filled: true };
    this.leaves.push(leaf);
    return leaf;
  }
}

/** Calls when the browser has a moment, and soon in any case. */
function later(step: () => void): number {
  if (typeof requestIdleCallback === "function") return requestIdleCallback(step, { timeout: 200 });
  return setTimeout(step, 16) as unknown as number;
}

/** A time in the recording: 0:43:02. Empty where it is not known. */
export function clock(seconds: number | null): string {
  if (seconds === null) return "";
  const whole = Math.floor(seconds);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${Math.floor(whole / 3600)}:${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`;
}
