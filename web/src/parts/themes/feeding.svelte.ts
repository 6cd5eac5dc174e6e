// Letting a code feed a theme, or not: which code is being dragged, and the steps behind dragging and keys.

import { act } from "../../lib/act.svelte";
import type { Step } from "../../lib/model";
import { store } from "../../lib/store.svelte";
import { t } from "../../lib/words/index.svelte";

/** `from` is a theme's id, or empty where the code comes from those in no theme. */
export interface Dragged {
  code: string;
  from: string;
}

let dragged = $state.raw<Dragged | null>(null);

export const drag = {
  get now(): Dragged | null {
    return dragged;
  },
  start(code: string, from: string): void {
    dragged = { code, from };
  },
  end(): void {
    dragged = null;
  },
};

/**
 * Moves a code from one theme to another in one step.
 *
 * Args:
 *   from: the theme that it leaves; empty: none.
 *   to: the theme that it feeds then; empty: none.
 *   keep: it goes on feeding the first as well.
 */
export async function feed(code: string, from: string, to: string, keep = false): Promise<void> {
  if (from === to) return;
  const steps: Step[] = [];
  if (to) steps.push({ op: "themes.feed", theme: to, codes: [code] });
  if (from && !keep) steps.push({ op: "themes.unfeed", theme: from, codes: [code] });
  if (steps.length === 0) return;
  const names = `“${store.get("codes", code)?.name ?? ""}”`;
  const theme = store.get("themes", to || from)?.name ?? "";
  await act(steps, { what: t(to ? "feed.in" : "feed.out", { names, theme }) });
}
