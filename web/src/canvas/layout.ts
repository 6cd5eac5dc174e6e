// What is drawn where: rows near the screen wear their marks, threads and names; the others are
// bare text. Rows are taken up and laid off as the reader goes on, nearest first and in slices,
// so that no frame has to wait.

import { mark, type Dress } from "./marks";
import type { Model } from "./model";
import { clock, type Rows } from "./rows";
import { written } from "./signs";
import type { CoderLook, Turn } from "./source";
import { crossing, draw, measure, readLabels, settle, weave, type Labels } from "./threads";

/** How far from the screen rows are dressed, in pixels. */
const NEAR = 1200;
const SLICE = 6;

/** What rows are dressed with; the canvas changes it and asks to draw again. */
export interface Looks extends Dress {
  coder(id: string): CoderLook;
  chosen: string;
  /** Initials and names of colleagues who read at a turn. */
  here(turn: string): readonly { initials: string; name: string }[];
}

export class Layout {
  #near = new Set<string>();
  #dressed = new Set<string>();
  #queue = new Set<string>();
  #overflow = new Map<string, number>();
  #held: Map<string, number> | null = null;
  #frame = 0;
  #rowsNear: IntersectionObserver;
  #leavesNear: IntersectionObserver;

  /** @param painted is told of each row whose words were written anew, to paint its layers. */
  constructor(
    readonly scroller: HTMLElement,
    readonly rows: Rows,
    readonly model: Model,
    readonly looks: Looks,
    readonly painted: (turn: string) => void,
  ) {
    const near = { root: scroller, rootMargin: `${NEAR}px 0px` };
    this.#rowsNear = new IntersectionObserver((entries) => this.#seen(entries), near);
    // A browser looks at every watched element in every frame, so only rows of near leaves are.
    this.#leavesNear = new IntersectionObserver((entries) => this.#leaves(entries), near);
  }

  /** Watches a leaf with new rows. */
  watch(leaf: HTMLElement): void {
    this.#leavesNear.unobserve(leaf);
    this.#leavesNear.observe(leaf);
  }

  #leaves(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      for (const article of target.children) {
        const turn = (article as HTMLElement).dataset.turn ?? "";
        if (isIntersecting) this.#rowsNear.observe(article);
        else this.#rowsNear.unobserve(article);
        if (!isIntersecting) this.#leave(turn);
      }
    }
  }

  #leave(turn: string): void {
    this.#near.delete(turn);
    this.#queue.delete(turn);
    if (this.#dressed.has(turn)) this.#undress(turn);
  }

  stop(): void {
    this.#rowsNear.disconnect();
    this.#leavesNear.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  #seen(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const turn = (target as HTMLElement).dataset.turn ?? "";
      if (isIntersecting) {
        this.#near.add(turn);
        if (!this.#dressed.has(turn)) this.#queue.add(turn);
      } else {
        this.#leave(turn);
      }
    }
    if (this.#queue.size > 0 && this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#flush());
  }

  /** Dresses what waits, what is on the screen first, for as long as a frame can bear. */
  #flush(): void {
    this.#frame = 0;
    const end = performance.now() + SLICE;
    const middle = this.scroller.getBoundingClientRect();
    const centre = middle.top + middle.height / 2;
    const far = (turn: string): number => {
      const box = this.rows.maybe(turn)?.getBoundingClientRect();
      return box ? Math.abs(box.top + box.height / 2 - centre) : Infinity;
    };
    const order = [...this.#queue].map((turn) => ({ turn, far: far(turn) })).sort((a, b) => a.far - b.far);
    for (let i = 0; i < order.length && performance.now() < end; i += 6) {
      this.draw(order.slice(i, i + 6).map(({ turn }) => turn));
    }
    if (this.#queue.size > 0) this.#frame = requestAnimationFrame(() => this.#flush());
  }

  /** Dresses the rows that are on the screen now, before the browser paints it. */
  drawScreen(): void {
    const screen = this.scroller.getBoundingClientRect();
    const seen = (element: Element): boolean => {
      const box = element.getBoundingClientRect();
      return box.bottom > screen.top - 80 && box.top < screen.bottom + 80;
    };
    // Leaves first: to ask where a row of a far leaf is would lay that leaf out.
    const rows = this.rows.leaves.filter((leaf) => leaf.filled && seen(leaf.element)).flatMap((leaf) => [...leaf.element.children].filter(seen));
    const turns = rows.map((article) => (article as HTMLElement).dataset.turn ?? "");
    for (const turn of turns) this.#near.add(turn);
    this.draw(turns);
  }

  /** Draws rows anew if they are near; all near rows without a list. Text that changed comes too. */
  redraw(turns: Iterable<string> = this.#near): void {
    this.#held = null;
    const list = [...turns];
    for (const turn of list) {
      const known = this.model.turn(turn);
      if (known) this.rows.label(known);
    }
    this.draw(list.filter((turn) => this.#near.has(turn)));
    for (const turn of list) if (!this.#near.has(turn)) this.#undress(turn);
  }

  /** Draws everything, for print; returns what lays it off again. */
  drawAll(): () => void {
    this.rows.fillAll();
    const extra = this.model.turns.map((turn) => turn.id).filter((turn) => !this.#dressed.has(turn));
    this.draw(extra);
    return () => {
      for (const turn of extra) if (!this.#near.has(turn)) this.#undress(turn);
    };
  }

  get near(): ReadonlySet<string> {
    return this.#near;
  }

  forget(turn: string): void {
    this.#near.delete(turn);
    this.#dressed.delete(turn);
    this.#queue.delete(turn);
    this.#overflow.delete(turn);
  }

  // --- drawing

  /** Draws rows now: first all words, then all measures, then all margins. */
  draw(turns: readonly string[]): void {
    const known = turns
      .map((id) => ({ turn: this.model.turn(id), article: this.rows.article(id) }))
      .filter((row): row is { turn: Turn; article: HTMLElement } => Boolean(row.turn && row.article))
      .sort((a, b) => this.model.place(a.turn.id) - this.model.place(b.turn.id));
    for (const { turn, article } of known) this.#dress(turn, article);
    this.#margins(known);
    for (const { turn } of known) this.painted(turn.id);
  }

  #dress(turn: Turn, article: HTMLElement): void {
    this.#queue.delete(turn.id);
    this.#dressed.add(turn.id);
    article.classList.add("dressed");
    const text = article.querySelector<HTMLElement>("p");
    if (!text) return;
    if (!article.classList.contains("editing")) mark(text, this.model, turn, this.looks);
    const header = article.querySelector("header") ?? document.createElement("header");
    const speaker = document.createElement("b");
    speaker.textContent = this.model.speakerOf(turn)?.name ?? "";
    header.replaceChildren(speaker);
    if (turn.start !== null) {
      const time = document.createElement("span");
      time.className = "time num";
      time.textContent = clock(turn.start);
      header.append(time);
    }
    for (const { initials, name } of this.looks.here(turn.id)) {
      const ring = document.createElement("span");
      ring.className = "who live";
      ring.textContent = initials;
      ring.title = this.looks.words.here(name);
      header.append(ring);
    }
    if (!header.parentNode) article.prepend(header);
  }

  #margins(rows: readonly { turn: Turn; article: HTMLElement }[]): void {
    this.#held ??= crossing(this.model);
    const held = this.#held;
    const measured = rows.map(({ turn, article }) => ({ turn, article, threads: measure(article, this.model, turn) }));
    const boxes: { turn: Turn; box: HTMLElement | null; article: HTMLElement; away: number }[] = [];
    for (const { turn, article, threads } of measured) {
      article.querySelector(":scope > .threads")?.remove();
      weave(threads, held);
      const away = threads.filter((thread) => thread.lane < 0 && thread.named).length;
      const box = threads.length > 0 ? draw(threads, this.looks) : null;
      if (box) article.append(box);
      boxes.push({ turn, box, article, away });
    }
    const labels = boxes.map(({ box, article }) => (box ? readLabels(article, box) : null));
    const after: string[] = [];
    boxes.forEach(({ turn, away }, i) => {
      if (this.#settle(turn, labels[i] ?? null, away)) after.push(turn.id);
    });
    this.#pass(after, new Set(rows.map(({ turn }) => turn.id)));
  }

  /** Places a row's names; returns whether they now reach farther, or less far, into the next. */
  #settle(turn: Turn, labels: Labels | null, away: number): boolean {
    const before = this.model.turns[this.model.place(turn.id) - 1];
    const above = before ? (this.#overflow.get(before.id) ?? 0) : 0;
    const reach = labels ? settle(labels, above, away, this.looks.words) : Math.max(0, above - 48);
    const was = this.#overflow.get(turn.id) ?? 0;
    this.#overflow.set(turn.id, reach);
    return Math.abs(was - reach) > 0.5;
  }

  /** Draws the margin of the next row too where names of a row now reach into it differently. */
  #pass(turns: readonly string[], done: ReadonlySet<string>): void {
    const next = turns
      .map((id) => this.model.turns[this.model.place(id) + 1])
      .filter((turn): turn is Turn => turn !== undefined && this.#dressed.has(turn.id) && !done.has(turn.id))
      .map((turn) => ({ turn, article: this.rows.maybe(turn.id) }))
      .filter((row): row is { turn: Turn; article: HTMLElement } => row.article !== undefined);
    if (next.length > 0) this.#margins(next);
  }

  #undress(turn: string): void {
    this.#dressed.delete(turn);
    this.#overflow.delete(turn);
    const article = this.rows.maybe(turn);
    const known = this.model.turn(turn);
    if (!article || !known || article.classList.contains("editing")) return;
    article.classList.remove("dressed");
    article.querySelector(":scope > header")?.remove();
    article.querySelector(":scope > .threads")?.remove();
    const text = article.querySelector<HTMLElement>("p");
    if (text) written(text, known.text, this.model.signs(turn));
    this.painted(turn);
  }
}
