// The ribbon: the whole session on one strip. Who speaks when, what is coded, where the hits of a
// search are, and which part is on the screen. Drawn on one canvas element: a strip of a thousand
// turns is one node.

import type { Hit } from "./find";
import type { Model } from "./model";

const HEIGHT = 40;
const SPEECH = 31; // the lanes of the speakers end here; below it what is coded
const LEAST = 1;

export class Ribbon {
  readonly element = document.createElement("canvas");
  #model: Model | null = null;
  /** Beginning of each turn from 0 to 1, with 1 at the end. */
  #at: number[] = [];
  #lanes = new Map<string, number>();
  #hits: readonly Hit[] = [];
  #window: [number, number] = [0, 0];
  /** The strip without the window on it, kept while somebody scrolls; null where it has to be drawn anew. */
  #strip: HTMLCanvasElement | null = null;
  #frame = 0;
  #stop = new AbortController();

  /** @param go is called with the turn that was clicked. */
  constructor(readonly go: (turn: string) => void) {
    this.element.className = "ribbon-strip";
    this.element.setAttribute("role", "img");
    const redraw = (): void => this.draw();
    const resized = new ResizeObserver(redraw);
    resized.observe(this.element);
    const themed = new MutationObserver(redraw);
    themed.observe(document.documentElement, { attributeFilter: ["data-theme", "class"] });
    const { signal } = this.#stop;
    signal.addEventListener("abort", () => (resized.disconnect(), themed.disconnect()));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw, { signal });
    this.element.addEventListener("pointerdown", (event) => this.#click(event), { signal });
    this.element.addEventListener("pointermove", (event) => event.buttons === 1 && this.#click(event), { signal });
  }

  stop(): void {
    this.#stop.abort();
    cancelAnimationFrame(this.#frame);
  }

  load(model: Model): void {
    this.#model = model;
    this.#at = places(model);
    this.#lanes = lanes(model);
    this.#hits = [];
    this.draw();
  }

  hits(hits: readonly Hit[]): void {
    this.#hits = hits;
    this.draw();
  }

  /** Says which turns are on the screen, by place. */
  window(first: number, last: number): void {
    if (this.#window[0] === first && this.#window[1] === last) return;
    this.#window = [first, last];
    this.#ask();
  }

  /** Draws everything at the next frame. */
  draw(): void {
    this.#strip = null;
    this.#ask();
  }

  #ask(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#paint());
  }

  #click(event: PointerEvent): void {
    const box = this.element.getBoundingClientRect();
    const at = (event.clientX - box.left) / box.width;
    let place = this.#at.findIndex((start, i) => start <= at && at < (this.#at[i + 1] ?? 1));
    if (place < 0) place = at <= 0 ? 0 : this.#at.length - 2;
    const turn = this.#model?.turns[place];
    if (turn) this.go(turn.id);
  }

  #paint(): void {
    this.#frame = 0;
    const model = this.#model;
    const width = this.element.clientWidth;
    const pen = this.element.getContext("2d");
    if (!model || !pen || width === 0) return;
    // The style gives the colours of the theme as those of text, outline and border.
    const style = getComputedStyle(this.element);
    this.#strip ??= this.#drawn(model, width, style.color, style.borderTopColor);
    this.element.width = this.#strip.width;
    this.element.height = this.#strip.height;
    pen.drawImage(this.#strip, 0, 0);
    const scale = devicePixelRatio || 1;
    pen.scale(scale, scale);
    pen.strokeStyle = style.outlineColor;
    pen.lineWidth = 1.5;
    const x = (place: number): number => (this.#at[place] ?? 1) * width;
    const [first, last] = this.#window;
    if (last >= first) pen.strokeRect(x(first) + 0.75, 0.75, Math.max(4, x(last + 1) - x(first) - 1.5), HEIGHT - 1.5);
  }

  #drawn(model: Model, width: number, quiet: string, ink: string): HTMLCanvasElement {
    const strip = document.createElement("canvas");
    const scale = devicePixelRatio || 1;
    strip.width = Math.round(width * scale);
    strip.height = Math.round(HEIGHT * scale);
    const pen = strip.getContext("2d");
    if (!pen) return strip;
    pen.scale(scale, scale);
    const count = Math.max(1, this.#lanes.size);
    const lane = Math.min(5, SPEECH / count);
    const x = (place: number): number => (this.#at[place] ?? 1) * width;
    model.turns.forEach((turn, i) => {
      const row = this.#lanes.get(turn.speaker) ?? 0;
      pen.fillStyle = quiet;
      pen.globalAlpha = model.speakerOf(turn)?.role === "moderator" ? 0.45 : 0.9;
      pen.fillRect(x(i), 1 + row * lane, Math.max(LEAST, x(i + 1) - x(i) - 0.4), Math.max(1, lane - 1.4));
    });
    pen.globalAlpha = 0.55;
    model.turns.forEach((turn, i) => {
      if (model.at(turn.id).length > 0) pen.fillRect(x(i), 35.5, Math.max(LEAST, x(i + 1) - x(i) + 0.3), 3);
    });
    pen.globalAlpha = 1;
    pen.fillStyle = ink;
    for (const hit of this.#hits) pen.fillRect(x(model.place(hit.turn)), 32, 1.5, 7.5);
    return strip;
  }
}

/** Where turns begin on the strip: by time where nearly all have one, else by their length. */
export function places(model: Model): number[] {
  const { turns } = model;
  const timed = turns.filter((turn) => turn.start !== null).length;
  if (timed > 0 && timed >= turns.length * 0.8) {
    const last = turns[turns.length - 1];
    const end = Math.max(last?.end ?? 0, (last?.start ?? 0) + 5, 1);
    let before = 0;
    return [...turns.map((turn) => (before = Math.max(before, Math.min(1, (turn.start ?? before * end) / end)))), 1];
  }
  const total = turns.reduce((sum, turn) => sum + turn.text.length + 10, 0) || 1;
  let sum = 0;
  return [...turns.map((turn) => { const at = sum / total; sum += turn.text.length + 10; return at; }), 1];
}

/** A lane for each speaker: moderators above, then in the order in which they first speak. */
export function lanes(model: Model): Map<string, number> {
  const order = [...new Set(model.turns.map((turn) => turn.speaker))];
  const moderates = (id: string): number => (model.speakers.get(id)?.role === "moderator" ? 0 : 1);
  return new Map(order.sort((a, b) => moderates(a) - moderates(b)).map((id, i) => [id, i]));
}
