// The fields of a form, and helpers that the parts of the trail share.

import type { Key } from "../../lib/words/index.svelte";
import { t } from "../../lib/words/index.svelte";

export interface FormField {
  key: string;
  label: string;
  /** text is the default; members, participants and links are lists of ids. */
  kind?: "text" | "lines" | "date" | "choice" | "members" | "participants" | "links";
  options?: readonly { value: string; label: string }[];
  /** For participants: only these. */
  among?: readonly string[];
}
export type FormValues = Record<string, string | string[]>;

/** Returns the choices of a closed list by the words under a prefix. */
export function choices(prefix: string, values: readonly string[]): { value: string; label: string }[] {
  return values.map((value) => ({ value, label: t(`${prefix}.${value}` as Key) }));
}

/** Today as the study keeps dates. */
export function today(now = new Date()): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** Orders records by a date field, newest first, those without a date last. */
export function byDate<R>(rows: R[], date: (row: R) => string): R[] {
  return [...rows].sort((a, b) => date(b).localeCompare(date(a)));
}
