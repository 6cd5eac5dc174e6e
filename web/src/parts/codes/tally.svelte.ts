// How much there is under each code and theme: counted by the server, kept in step here.

import { get } from "../../lib/api";
import { onBack } from "../../lib/link.svelte";
import { says } from "../../lib/says.svelte";
import { store, type Step } from "../../lib/store.svelte";

export interface CodeCount {
  codings: number;
  people: number;
  sources: number;
}
export interface ThemeCount {
  codings: number;
  quotes: number;
}
interface Counts {
  codes: Record<string, CodeCount>;
  themes: Record<string, ThemeCount>;
}

const NONE: CodeCount = { codings: 0, people: 0, sources: 0 };
const COUNTED = new Set(["codings", "codes", "quotes", "themes", "theme_codes", "speakers", "sources", "turns"]);

/** The counts of codes and themes; `follow` loads them and keeps them in step. */
export class Tally {
  #counts = $state.raw<Counts>({ codes: {}, themes: {} });
  #asked = 0;

  code(id: string): CodeCount {
    return this.#counts.codes[id] ?? NONE;
  }

  theme(id: string): ThemeCount {
    return this.#counts.themes[id] ?? { codings: 0, quotes: 0 };
  }

  /** Codings under all codes. */
  get codings(): number {
    return Object.values(this.#counts.codes).reduce((total, count) => total + count.codings, 0);
  }

  /** Loads the counts now and after each step that changes one; returns what stops it. */
  follow(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    void this.#load();
    const stop = store.onChange((step) => {
      if (!touches(step)) return;
      clearTimeout(timer);
      timer = setTimeout(() => void this.#load(), 80);
    });
    const rest = onBack(() => void this.#load());
    return () => {
      clearTimeout(timer);
      stop();
      rest();
    };
  }

  async #load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const counts = await get<Counts>(`${store.base}/counts`);
      if (asked === this.#asked) this.#counts = counts;
    } catch (error) {
      says.error(error);
    }
  }
}

function touches(step: Step): boolean {
  return step.reload.some((kind) => COUNTED.has(kind)) || step.changed.some((change) => COUNTED.has(change.kind));
}
