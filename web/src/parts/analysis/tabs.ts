// The tabs of the screen "analysis": a file in tabs/ is a tab, and loaded when it is shown.
// tabs/Find.svelte is the tab "find"; its name is the word "analysis.tab.find".

import type { Component } from "svelte";

const ORDER = ["find", "near", "matrices", "talk", "readings", "agreement", "pictures"] as const;
export type Tab = (typeof ORDER)[number];

const files = import.meta.glob<{ default: Component }>("./tabs/*.svelte");
const file = (tab: Tab): string => `./tabs/${tab.replace(/^./, (c) => c.toUpperCase())}.svelte`;

/** The tabs that there are, in their order. */
export const TABS: readonly Tab[] = ORDER.filter((tab) => file(tab) in files);

/** Loads a tab. */
export function load(tab: Tab): Promise<{ default: Component }> | undefined {
  return files[file(tab)]?.();
}
