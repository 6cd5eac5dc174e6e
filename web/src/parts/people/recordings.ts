// A session's recordings: how long they are against what was entered, and the proof of a deletion.

import { length } from "../../lib/format";
import type { Recording, Session } from "../../lib/model";

/** Seconds by which a file may differ from the length that was entered; the study's own rule. */
export const SLACK = 2;

/** Returns by how many seconds a recording is longer than its session was entered; null: not known. */
export function difference(recording: Pick<Recording, "duration">, session: Pick<Session, "duration"> | undefined): number | null {
  const entered = session?.duration ?? null;
  return recording.duration === null || entered === null ? null : recording.duration - entered;
}

/** Tells whether a recording should have been deleted by a day (ISO text); a month lasts to its end. */
export function overdue(recording: Pick<Recording, "delete_by" | "deleted">, today: string): boolean {
  const by = recording.delete_by;
  return by !== "" && recording.deleted === "" && by < today.slice(0, by.length);
}

/** The parts of a certificate, in their order; those without a value are left out. */
export function certificate(recording: Recording, session: Session | undefined, study: string): [Part, string][] {
  const parts: [Part, string][] = [
    ["study", study],
    ["session", [session?.name ?? "", session?.date ?? ""].filter(Boolean).join(", ")],
    ["file", recording.file_name],
    ["hash", recording.file_hash],
    ["length", recording.duration === null ? "" : length(recording.duration)],
    ["device", recording.device],
    ["custody", recording.custody],
    ["due", recording.delete_by],
    ["deleted", recording.deleted],
  ];
  return parts.filter(([, value]) => value !== "");
}

export type Part = "study" | "session" | "file" | "hash" | "length" | "device" | "custody" | "due" | "deleted";

/** Recordings as they run: parts in their order, tracks beside each other. */
export function inOrder(recordings: readonly Recording[]): Recording[] {
  return [...recordings].sort((a, b) => a.begins - b.begins || a.track.localeCompare(b.track));
}

/** A second of the session as people write it: h:mm:ss, with what is left of a second. */
export function clock(second: number): string {
  const whole = Math.floor(second);
  const rest = (second - whole).toFixed(3).slice(1).replace(/\.?0+$/, "");
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}${rest}`;
}

/** Reads h:mm:ss, mm:ss or seconds; anything else is not a number, which changes nothing. */
export function seconds(said: string): number {
  return said.split(":").reduce((sum, part) => sum * 60 + Number(part.trim().replace(",", ".")), 0);
}

/** Measures a recording in the browser: whole seconds, or null where it cannot be played here. */
export function measured(file: File): Promise<number | null> {
  const audio = new Audio();
  const address = URL.createObjectURL(file);
  return new Promise<number | null>((resolve) => {
    audio.preload = "metadata";
    audio.onloadedmetadata = () => resolve(Number.isFinite(audio.duration) ? Math.round(audio.duration) : null);
    audio.onerror = () => resolve(null);
    audio.src = address;
  }).finally(() => URL.revokeObjectURL(address));
}
