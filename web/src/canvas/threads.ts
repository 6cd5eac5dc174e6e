// Threads: beside each row, its codings as lines in their weaves, with their full names.
//
// Lanes go from the text outwards, the first free one is taken, and there are four; what finds no
// lane, and names that would slide far below their row, are told as "+3". Everything is placed
// within its own row, so a row can move (another one grew) without being drawn again.

import { rangeOf } from "./marks";
import type { Model } from "./model";
import type { CanvasWords, CodeLook, CoderLook, Coding, Turn } from "./source";

export const LANES = 4;
const LANE = 9;
const FIRST = 14;
/** How far below its row a name may slide. */
const SLACK = 26;
const GAP = 2;
/** Height of the line that says "+3". */
const MORE = 17;

/** A thread as it is to be drawn: codings of one code on one stretch are one thread. */
export interface Thread {
  readonly codings: readonly Coding[];
  readonly code: string;
  readonly top: number;
  readonly bottom: number;
  /** It has a beginning in this row, so its name stands here. */
  readonly named: boolean;
  readonly gone: boolean;
  lane: number;
}

/** Gives each thread its lane; -1 where all are taken. `held` are lanes of threads that cross rows. */
export function weave(threads: Thread[], held: ReadonlyMap<string, number>): void {
  const taken: [number, number][][] = Array.from({ length: LANES }, () => []);
  const free = (lane: number, thread: Thread): boolean =>
    taken[lane]?.every(([top, bottom]) => bottom < thread.top + 1 || top > thread.bottom - 1) ?? false;
  const take = (thread: Thread, lane: number): void => {
    thread.lane = lane;
    taken[lane]?.push([thread.top, thread.bottom]);
  };
  for (const thread of threads) {
    const lane = held.get(thread.codings[0]?.id ?? "");
    if (lane !== undefined) take(thread, lane);
  }
  for (const thread of threads) {
    if (held.has(thread.codings[0]?.id ?? "")) continue;
    const lane = Array.from({ length: LANES }, (_, i) => i).find((i) => free(i, thread));
    if (lane === undefined) thread.lane = -1;
    else take(thread, lane);
  }
}

/** Lanes of the codings that run over several turns, so that a thread stays in its lane. */
export function crossing(model: Model): Map<string, number> {
  const lanes: Coding[] = [];
  const found = new Map<string, number>();
  const long = [...model.codings.values()].filter((coding) => coding.turn !== coding.end_turn && model.visible(coding)).sort(model.order);
  for (const coding of long) {
    const start = { turn: coding.turn, offset: coding.start };
    let lane = lanes.findIndex((other) => model.compare({ turn: other.end_turn, offset: other.end }, start) <= 0 && other.end_turn !== coding.turn);
    if (lane < 0) lane = lanes.length;
    if (lane < LANES) {
      lanes[lane] = coding;
      found.set(coding.id, lane);
    } else {
      found.set(coding.id, -1);
    }
  }
  return found;
}

/** Measures where the threads of a row go; reads the layout. */
export function measure(article: HTMLElement, model: Model, turn: Turn): Thread[] {
  const text = article.querySelector<HTMLElement>("p");
  if (!text) return [];
  const home = article.getBoundingClientRect();
  const units = model.units(turn.id);
  const found = new Map<string, Thread & { codings: Coding[] }>();
  for (const coding of model.at(turn.id)) {
    const part = model.part(coding, turn.id);
    if (!part) continue;
    const key = `${coding.code} ${coding.turn} ${coding.start} ${coding.end_turn} ${coding.end} ${coding.gone}`;
    const same = found.get(key);
    if (same) {
      same.codings.push(coding);
      continue;
    }
    const [start, end] = [units.toUnits(part[0]), units.toUnits(part[1])];
    const first = edge(text, start, Math.min(start + 1, turn.text.length), "first");
    const last = edge(text, Math.max(end - 1, start), Math.max(end, start), "last") ?? first;
    if (!first || !last) continue;
    const begins = coding.turn === turn.id;
    const ends = coding.end_turn === turn.id;
    found.set(key, {
      codings: [coding],
      code: coding.code,
      top: begins ? first.top - home.top + 2 : 0,
      bottom: ends ? last.bottom - home.top - 2 : home.height,
      named: begins,
      gone: coding.gone,
      lane: -1,
    });
  }
  const order = [...found.values()];
  return order.sort((a, b) => a.top - b.top || b.bottom - a.bottom);
}

function edge(text: HTMLElement, start: number, end: number, which: "first" | "last"): DOMRect | undefined {
  const rects = rangeOf(text, start, end).getClientRects();
  return which === "first" ? rects[0] : rects[rects.length - 1];
}

export interface Names {
  look(code: string): CodeLook;
  coder(id: string): CoderLook;
  words: CanvasWords;
  /** The coding that is chosen: its name is set off. */
  chosen: string;
  lifted: string;
}

/** Builds the margin of a row; the names stand at the top until `settle` places them. */
export function draw(threads: readonly Thread[], names: Names): HTMLElement {
  const box = document.createElement("div");
  box.className = "threads";
  box.setAttribute("aria-hidden", "true");
  for (const thread of threads) {
    if (thread.lane < 0) continue;
    const line = document.createElement("span");
    const rests = names.lifted !== "" && names.lifted !== thread.code;
    line.className = `thread c${names.look(thread.code).dye}${thread.gone ? " gone" : ""}${rests ? " rests" : ""}`;
    line.dataset.coding = thread.codings.map((coding) => coding.id).join(" ");
    line.style.top = `${thread.top}px`;
    line.style.height = `${Math.max(6, thread.bottom - thread.top)}px`;
    line.style.left = `${FIRST + thread.lane * LANE}px`;
    box.append(line);
  }
  for (const thread of threads) {
    if (thread.lane >= 0 && thread.named) box.append(nameOf(thread, names));
  }
  return box;
}

function nameOf(thread: Thread, names: Names): HTMLElement {
  const label = document.createElement("span");
  const { name, dye } = names.look(thread.code);
  const chosen = thread.codings.some((coding) => coding.id === names.chosen);
  const rests = names.lifted !== "" && names.lifted !== thread.code;
  label.className = `lab c${dye}${chosen ? " at" : ""}${rests ? " rests" : ""}`;
  label.dataset.coding = thread.codings.map((coding) => coding.id).join(" ");
  label.dataset.top = String(thread.top);
  label.append(name);
  const by = thread.codings.map((coding) => names.coder(coding.coder).initials);
  const own = by.length > 1 && by.includes("");
  const shown = [...new Set(by.filter(Boolean))];
  if (shown.length > 0) {
    const who = document.createElement("span");
    who.className = "by";
    who.textContent = own ? `+ ${shown.join(" ")}` : shown.join(" ");
    label.append(" ", who);
  }
  return label;
}

/** What `settle` needs to know of a row's names; read for all rows before anything is written. */
export interface Labels {
  readonly box: HTMLElement;
  readonly height: number;
  readonly labels: readonly { readonly label: HTMLElement; readonly top: number; readonly height: number }[];
}

export function readLabels(article: HTMLElement, box: HTMLElement): Labels {
  const labels = [...box.querySelectorAll<HTMLElement>(".lab")].map((label) => ({
    label,
    top: Number(label.dataset.top),
    height: label.offsetHeight,
  }));
  return { box, height: article.offsetHeight, labels };
}

/**
 * Places a row's names: each beside its thread, or below the name above it.
 *
 * @param above how far the names of the row above reach into this one, in pixels.
 * @param away how many threads found no lane.
 * @returns how far the names of this row reach into the next.
 */
export function settle(row: Labels, above: number, away: number, words: CanvasWords): number {
  const end = row.height + SLACK;
  let free = above;
  let left = away;
  row.labels.forEach(({ label, top, height }, i) => {
    const y = Math.max(top - 2, free);
    // A line is kept for "+3" as long as something may still be left out.
    const room = i + 1 < row.labels.length || left > 0 ? MORE : 0;
    if (left > away || y + height + room > end) {
      label.remove();
      left += 1;
      return;
    }
    label.style.top = `${y}px`;
    free = y + height + GAP;
  });
  if (left > 0) {
    const more = document.createElement("span");
    more.className = "more";
    more.textContent = words.more(left);
    more.style.top = `${Math.max(4, free)}px`;
    free = Math.max(4, free) + MORE + GAP;
    row.box.append(more);
  }
  return Math.max(0, free - row.height);
}
