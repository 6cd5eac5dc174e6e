// Which codes have ratings: the areas of the readiness framework, and what stands below them.

import { store } from "../../lib/store.svelte";

/** `foreign_id` of the framework's top code and of the codes beside the areas (study/framework.py). */
export const TOP = "617578b1-edd1-5b39-95e0-2df2965c493e";
export const BESIDE = "69d1d3b0-c284-5cc5-a5fa-e9aa0a6f5072";

/** Tells whether codings with a code can be rated. */
export function rated(code: string): boolean {
  const seen = new Set<string>();
  let one = store.get("codes", code);
  let below = false;
  while (one && !seen.has(one.id)) {
    if (one.foreign_id === BESIDE) return false;
    if (one.foreign_id === TOP) return below;
    seen.add(one.id);
    below = true;
    one = store.get("codes", one.parent);
  }
  return false;
}
