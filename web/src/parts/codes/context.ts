// The words of an extract with what stands around them, cut between words and not within one.

import type { Extract } from "./extracts.svelte";

/** As many characters as the server gives on either side; less means that the turn begins or ends there. */
const AROUND = 120;

type Parts = Pick<Extract, "before" | "words" | "after">;

/** Returns the three parts; "…" stands where the turn goes on. */
export function shorter({ before, words, after }: Parts): Parts {
  const parts = { before, words, after };
  if ([...before].length >= AROUND) parts.before = `… ${before.replace(/^\S*\s+/, "")}`;
  if ([...after].length >= AROUND) parts.after = `${after.replace(/\s+\S*$/, "")} …`;
  return parts;
}

/** Returns ids from one to another in a list, both included, for choosing a stretch of rows. */
export function stretch(ids: readonly string[], from: string, to: string): string[] {
  const [a, b] = [ids.indexOf(from), ids.indexOf(to)];
  if (b < 0) return [];
  return a < 0 ? [to] : ids.slice(Math.min(a, b), Math.max(a, b) + 1);
}
