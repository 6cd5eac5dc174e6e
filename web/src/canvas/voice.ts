// The word that is heard: painted over the words, in a row that carries its mark, and kept on the
// screen for as long as the reader lets it.
//
// While it plays this is called at every frame, so a frame in which the word is the same costs
// nothing, and one with another word moves one range of a highlight and lays nothing out.

import type { Drawn } from "./geometry";
import { Layers } from "./layers";
import { rangeOf } from "./marks";

/** What is heard: words of a turn in code points, or the turn alone where no times of words are known. */
export interface Heard {
  readonly turn: string;
  readonly start: number;
  /** Where the words end; the same as `start` for the turn alone. */
  readonly end: number;
}

/** How much of the screen stays free below the row that is heard. */
const BELOW = 0.3;
const KEYS = new Set(["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"]);

export class Voice {
  /** The text goes along with what is heard. */
  following = true;
  #layers = new Layers();
  #heard: Heard | null = null;

  constructor(readonly drawn: Drawn) {}

  get heard(): Heard | null {
    return this.#heard;
  }

  /** Marks what is heard now; null for nothing. */
  show(heard: Heard | null): void {
    const before = this.#heard;
    if (before?.turn === heard?.turn && before?.start === heard?.start && before?.end === heard?.end) return;
    this.#heard = heard;
    if (before && before.turn !== heard?.turn) {
      this.#layers.forget(before.turn);
      this.drawn.rows.maybe(before.turn)?.classList.remove("heard");
    }
    if (!heard) return;
    this.row(heard.turn);
    if (this.following) this.#keep(heard, before?.turn !== heard.turn);
  }

  /** Paints a row anew after its words were written again. */
  row(turn: string): void {
    const heard = this.#heard;
    if (!heard || heard.turn !== turn) return;
    const article = this.drawn.rows.maybe(turn);
    article?.classList.add("heard");
    const range = this.#range(heard);
    if (range) this.#layers.paint(turn, [{ layer: "heard", range }]);
    else this.#layers.forget(turn);
  }

  #range({ turn, start, end }: Heard): Range | null {
    const text = this.drawn.rows.maybe(turn)?.querySelector<HTMLElement>("p");
    if (!text || end <= start) return null;
    const units = this.drawn.model.units(turn);
    return rangeOf(text, units.toUnits(start), units.toUnits(end));
  }

  /** Brings what is heard onto the screen and goes along with it from now on. */
  bring(): void {
    this.following = true;
    if (this.#heard) this.#keep(this.#heard, true);
  }

  /** Scrolls only where what is heard is leaving the screen; a long turn is followed word by word. */
  #keep(heard: Heard, another: boolean): void {
    const { scroller, rows } = this.drawn;
    const article = another ? rows.article(heard.turn) : rows.maybe(heard.turn);
    if (!article || typeof article.getBoundingClientRect !== "function") return;
    const screen = scroller.getBoundingClientRect();
    const floor = screen.bottom - screen.height * BELOW;
    const row = article.getBoundingClientRect();
    if (!another && row.bottom <= screen.bottom && row.top >= screen.top) return;
    const fits = row.height < screen.height * (1 - BELOW) - 40;
    const box = fits ? row : (this.#range(heard)?.getBoundingClientRect() ?? row);
    if (box.top >= screen.top + 8 && (fits ? box.bottom : box.top + 40) <= (fits && !another ? screen.bottom : floor)) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches || Math.abs(box.top - screen.top) > screen.height * 2;
    scroller.scrollBy({ top: box.top - screen.top - Math.min(120, screen.height * 0.2), behavior: calm ? "instant" : "smooth" });
  }

  clear(): void {
    if (this.#heard) this.drawn.rows.maybe(this.#heard.turn)?.classList.remove("heard");
    this.#heard = null;
    this.#layers.clear();
  }
}

/** Tells when the reader moves the text by hand: by the wheel, a finger, the bar or keys. */
export function leaving(scroller: HTMLElement, moved: () => void, signal: AbortSignal): void {
  for (const name of ["wheel", "touchmove"] as const) scroller.addEventListener(name, moved, { signal, passive: true });
  scroller.addEventListener("pointerdown", (event) => event.target === scroller && event.offsetX > scroller.clientWidth && moved(), { signal });
  scroller.addEventListener("keydown", (event) => KEYS.has(event.key) && !event.altKey && moved(), { signal });
}
