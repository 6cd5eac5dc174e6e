// How dates, times and names are written.

import { words } from "./words/index.svelte";

/** A time of day: 14:32, or with seconds 14:32:07. */
export function clock(date: Date, seconds = false): string {
  return date.toLocaleTimeString(words.language === "da" ? "da-DK" : "en-GB", {
    hour: "2-digit", minute: "2-digit", ...(seconds ? { second: "2-digit" } : {}),
  }).replaceAll(".", ":");
}

/** A day: 12 March, with the year where it is not this one. */
export function day(date: Date, now = new Date()): string {
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  return date.toLocaleDateString(words.language === "da" ? "da-DK" : "en-GB", { day: "numeric", month: "long", ...year });
}

/** A moment, as short as it can be said: 14:32 today, Monday within a week, else the day. */
export function moment(date: Date, now = new Date()): string {
  if (date.toDateString() === now.toDateString()) return clock(date);
  const days = (now.getTime() - date.getTime()) / 86_400_000;
  const tag = words.language === "da" ? "da-DK" : "en-GB";
  if (days > 0 && days < 6) return date.toLocaleDateString(tag, { weekday: "short" });
  return date.toLocaleDateString(tag, { day: "numeric", month: "short", ...(days > 300 ? { year: "numeric" } : {}) });
}

/** A date as the study keeps it ("2021-11-03", "2021-11", "2021"), for reading. */
export function dateText(text: string): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!match) return text;
  return day(new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3])));
}

/** A length of time: 1:44:45. */
export function length(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${Math.floor(whole / 3600)}:${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`;
}

/** A place on a recording as h:mm:ss: the second that it is in, as the transcript shows it. */
export function timeAt(seconds: number): string {
  return length(Math.floor(seconds));
}

/** Reads a length of time written as h:mm:ss, mm:ss or seconds; null where it is none. */
export function lengthOf(text: string): number | null {
  if (!/^\d+(:[0-5]?\d){0,2}$/.test(text.trim())) return null;
  return text.trim().split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** Initials of a person: "Ida Holm" is IH, "Researcher 1" is R1. */
export function initials(name: string): string {
  const parts = name.trim().split(/[\s-]+/).filter(Boolean);
  // A label such as P1 or M2 tells people apart only as a whole.
  if (parts.length === 1 && /^\p{L}\d{1,2}$/u.test(name.trim())) return name.trim().toUpperCase();
  const letters = parts.length > 1 ? [parts[0], parts[parts.length - 1]] : parts;
  return letters.map((part) => [...(part ?? "")][0] ?? "").join("").toUpperCase();
}

/** A whole number as the language writes it. */
export function number(value: number): string {
  return value.toLocaleString(words.language);
}
