// What could let people be recognised, as the server finds it (privacy/disclosure_check.py).

import { get } from "./api";
import type { Step } from "./model";
import { store } from "./store.svelte";

export type Options = Record<string, string | number | boolean>;

export interface Finding {
  item: string;
  kind: string;
  level: "red" | "amber";
  learns: string;
  /** Codes of the people whom it is about. */
  whom: string[];
  people: string[];
  k: number;
  hint: string;
  /** Options of Table 1 with which it is gone. */
  options: Options;
  /** Steps after which it is gone. */
  steps: Step[];
  /** The reason with which it goes on. */
  why: string;
}
export interface Examined {
  part: string;
  level: "red" | "amber" | null;
  findings: Finding[];
  options: Options | null;
  /** Options of the form of Table 1 that passes. */
  variant: Options;
  key_sets: { keys: string[]; k: number; unique: number }[];
}

/** What can be looked at, in the order of a choice. */
export const PARTS = ["manuscript", "table1", "table3", "participants", "codings", "extracts"] as const;
export type Part = (typeof PARTS)[number];

/** Returns what a part gives away, now or as of the moment that is looked at. */
export async function examine(part: Part, options: Options = {}): Promise<Examined> {
  return get<Examined>(`${store.base}/disclosure/${part}`, options);
}

/** Returns the options of Table 1 that the team has chosen. */
export function chosen(): Options {
  return { ...(store.all("variants").find((one) => one.part === "table1")?.options ?? {}) } as Options;
}

/** Returns the step that makes Table 1 be printed with these options everywhere. */
export function choose(options: Options): Step {
  return { op: "variants.choose", part: "table1", options };
}
