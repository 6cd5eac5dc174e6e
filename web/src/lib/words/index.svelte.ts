// Every text that the workbench shows, from one catalogue per language: t("home.lately").
//
// A text may have places, "{n} turns", and two forms divided by a bar, "{n} turn|{n} turns": the
// first where n is one. Numbers are written as the language writes them.

import { da } from "./da";
import { en, type Words } from "./en";

export type Key = keyof Words;
export type Language = "en" | "da";
export type Places = Record<string, string | number>;

const CATALOGUES: Record<Language, Words> = { en, da };
const KEEP = "heddle.language";

let language = $state<Language>("en");

/** The language of the tool (not that of the talk). */
export const words = {
  get language(): Language {
    return language;
  },
};

/** Chooses the language of the tool and remembers it on this machine. */
export function setLanguage(chosen: Language): void {
  language = chosen;
  document.documentElement.lang = chosen;
  localStorage.setItem(KEEP, chosen);
}

/** Takes up the language remembered here, else the browser's where there is a catalogue for it. */
export function startLanguage(): void {
  const kept = localStorage.getItem(KEEP);
  const first = navigator.languages.find((tag) => /^(en|da)\b/.test(tag))?.slice(0, 2);
  language = (kept ?? first) === "da" ? "da" : "en";
  document.documentElement.lang = language;
}

/** Returns a text in the language of the tool. */
export function t(key: Key, places: Places = {}): string {
  return fill(CATALOGUES[language][key], places, language);
}

/** Tells whether there is a text of this name, for names that are made of data. */
export function known(key: string): key is Key {
  return Object.hasOwn(en, key);
}

/** Fills the places of a text and chooses its form. */
export function fill(text: string, places: Places, tag: Language): string {
  const [one = "", many = one] = text.split("|");
  const form = places.n === 1 ? one : many;
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = places[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? value.toLocaleString(tag) : value;
  });
}
