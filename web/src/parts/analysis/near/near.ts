// What is asked of nearness in meaning, and what comes back.

import type { Hit } from "../find/query";

/** A model that finds passages by meaning. */
export interface Encoder {
  name: string;
  licence: string;
  languages: string[];
  foreign: { language: string; sources: number }[];
}
/** Passages by nearness; or people who are not quoted, by their nearest passage. */
export interface Near {
  examples: number;
  rows: Hit[];
  people: { participant: string; group: string; rows: Hit[] }[];
  waiting: number;
}
interface Asked {
  ask: "words" | "code" | "theme";
  text: string;
  code: string;
  theme: string;
  wanted: string;
  team: boolean;
  place: { turn: string; start: string; end: string } | null;
}

/** Returns what to send; null where something has still to be chosen. */
export function near({ ask, text, code, theme, wanted, team, place }: Asked): Record<string, string | boolean> | null {
  if (place) return { ...place, team };
  if (ask === "words") return text.trim() ? { q: text.trim(), team } : null;
  if (ask === "code") return code ? { code, wanted, team } : null;
  return theme ? { theme, wanted, team } : null;
}

/** Returns the name of a language in the language of the page; its code where nobody knows it. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(document.documentElement.lang || "en", { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}
