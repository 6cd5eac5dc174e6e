// The feed: what others (and other windows) do, as it happens, and who is where.
//
// Read as a stream with fetch rather than with EventSource, because that cannot start at a given
// step and does not say why it failed.

import { SvelteMap } from "svelte/reactivity";

import { Gone, get, path, post, reach } from "./api";
import { doing } from "./act.svelte";
import { found, lost, pause } from "./link.svelte";
import type { Kind } from "./model";
import { store, type Change, type StudyInfo } from "./store.svelte";
import { works, type Work } from "./works.svelte";

/** Where a colleague reads. */
export interface Here {
  member: string;
  source: string;
  turn: string;
}

/** Another program that has this study open. */
export interface Program {
  process: number;
  /** UTC, ISO 8601. */
  since: string;
}

interface FeedStep {
  seq: number;
  gesture: string;
  actor: string;
  operation: string;
  what: string;
  changed?: Change[];
  reload?: Kind[];
}

const places = new SvelteMap<string, Here>();
let latest = $state.raw<FeedStep | null>(null);
let programs = $state.raw<readonly Program[]>([]);

export const others = {
  /** Where the other members are, by member id. */
  get places(): ReadonlyMap<string, Here> {
    return places;
  },
  /** The other programs that have this study open; their steps come in like those of anybody. */
  get programs(): readonly Program[] {
    return programs;
  },
  /** The last step of somebody else. */
  get latest(): FeedStep | null {
    return latest;
  },
};

/** Tells the others where this window is; nothing of it is kept. */
export function tellPlace(source: string, turn: string): void {
  // Being seen is not worth an error message.
  post("/here", { source, turn }).catch(() => undefined);
}

/** Follows the feed until the returned function is called; goes on by itself after a break. */
export function follow(): () => void {
  const stop = new AbortController();
  void run(stop.signal);
  return () => stop.abort();
}

const WAITS = [500, 1000, 2000, 3000, 5000];

async function run(signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      if (failures > 0) await catchUp();
      const headers = { "last-event-id": String(store.seq), accept: "text/event-stream" };
      const response = await reach(path("/feed"), { headers, signal });
      found();
      failures = 0;
      await read(response, signal);
      failures = 1; // ended in an orderly way: the server is stopping
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      lost(error instanceof Gone && error.unauthorised);
    }
    places.clear();
    await pause(WAITS[Math.min(failures, WAITS.length) - 1] ?? 5000);
  }
}

/** Loads everything anew where another study (or an older copy) answers under this address. */
async function catchUp(): Promise<void> {
  const study = await get<StudyInfo>("/study");
  if (study.seq < store.seq || study.folder !== store.study?.folder) await store.load();
}

async function read(response: Response, signal: AbortSignal): Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Gone();
  signal.addEventListener("abort", () => void reader.cancel(), { once: true });
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (rest + value.replaceAll("\r\n", "\n")).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) await take(event);
  }
}

/** Splits one event of the stream into its name and data; comments have neither. */
export function eventOf(text: string): { name: string; data: string } {
  const fields: Record<string, string[]> = {};
  for (const line of text.split("\n")) {
    const [, field = "", value = ""] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (field) (fields[field] ??= []).push(value);
  }
  return { name: fields["event"]?.[0] ?? "message", data: (fields["data"] ?? []).join("\n") };
}

async function take(text: string): Promise<void> {
  const { name, data } = eventOf(text);
  if (!data) return;
  if (name === "step") await takeStep(JSON.parse(data) as FeedStep);
  if (name === "work") works.take(JSON.parse(data) as Work);
  if (name === "here") {
    const { who, elsewhere } = JSON.parse(data) as { who: Here[]; elsewhere?: Program[] };
    takePlaces(who);
    programs = elsewhere ?? [];
  }
}

async function takeStep(step: FeedStep): Promise<void> {
  if (doing.own(step.seq)) store.seq = Math.max(store.seq, step.seq);
  else if (step.reload?.length) await store.reload(step.reload, step.seq);
  else store.apply(step.changed ?? [], step.seq);
  if (step.actor && step.actor !== store.me) latest = step;
}

function takePlaces(who: readonly Here[]): void {
  places.clear();
  for (const here of who) if (here.member !== store.me) places.set(here.member, here);
}
