// Where the themes came from, laid out as threads from left to right: one column per stretch of
// work, one lane per theme. Pure: the picture and its list are drawn from this.

import type { Theme } from "../../lib/model";
import { stands } from "./board";

/** A theme in the picture; x and y in pixels. */
export interface Knot {
  theme: Theme;
  x: number;
  y: number;
  /** Its name, in lines that fit before the next column. */
  lines: string[];
}

/** A thread between two places. */
export interface Line {
  id: string;
  path: string;
  /** Ids of the themes that it joins; one where it only goes on. */
  of: string[];
  /** It ends here: given up, or gone without an heir. */
  ends: boolean;
}

export interface Column {
  x: number;
  /** When the first theme of the column was made. */
  made: Date;
  /** The last theme made in the column. */
  last: string;
}

export interface Lineage {
  width: number;
  height: number;
  /** Where the threads of today end. */
  now: number;
  columns: Column[];
  knots: Knot[];
  lines: Line[];
}

const LEFT = 12;
const TOP = 46;
/** Between two lanes, where names have one line, and for each line more. */
const LANE = 24;
const MORE = 15;
/** Widest letters count, so that no name runs into the next column. */
const LETTER = 6.9;

/** When a record was made; the first 48 bits of its id are that time. */
export const madeAt = (id: string): Date => new Date(parseInt(id.replaceAll("-", "").slice(0, 12), 16) || 0);

/** Returns the picture, as wide as there is room but no column narrower than can be read. */
export function lineage(themes: readonly Theme[], room: number): Lineage {
  const list = [...themes].sort((a, b) => (a.id < b.id ? -1 : 1));
  const column = columnsOf(list);
  const many = Math.max(0, ...column.values()) + 1;
  const wide = Math.max(190, Math.min(560, (room - LEFT - 80) / many));
  const lanes = lanesOf(list);
  const knots = list.map((theme): Knot => ({
    theme, x: LEFT + wide * column.get(theme.id)!, y: lanes.get(theme.id)!, lines: wrap(theme.name, wide - 26),
  }));
  const height = settle(knots);
  const now = LEFT + wide * many;
  const columns: Column[] = [];
  for (const theme of list) {
    const at = column.get(theme.id)!;
    columns[at] = { x: LEFT + wide * at, made: columns[at]?.made ?? madeAt(theme.id), last: theme.id };
  }
  return { width: now + 68, height, now, columns, knots, lines: linesOf(knots, now, wide) };
}

/** A column begins where a theme comes from one of the column before, or on another day. */
function columnsOf(list: readonly Theme[]): Map<string, number> {
  const column = new Map<string, number>();
  let at = 0;
  let day = "";
  for (const theme of list) {
    const made = madeAt(theme.id).toDateString();
    const here = theme.came_from.some((id) => column.get(id) === at);
    if (column.size && (here || made !== day)) at++;
    day = made;
    column.set(theme.id, at);
  }
  return column;
}

/** Lanes, from 0: what goes into one theme lies together; a theme lies amid what it came from. */
function lanesOf(list: readonly Theme[]): Map<string, number> {
  const byId = new Map(list.map((theme) => [theme.id, theme]));
  const lanes = new Map<string, number>();
  const seen = new Set<string>();
  let free = 0;
  const place = (theme: Theme): number => {
    const known = lanes.get(theme.id);
    if (known !== undefined) return known;
    seen.add(theme.id);
    const from = theme.came_from.flatMap((id) => byId.get(id) ?? []).filter((other) => !seen.has(other.id) || lanes.has(other.id));
    const own = from.length ? from.map(place) : [free++];
    const lane = own.reduce((sum, value) => sum + value, 0) / own.length;
    lanes.set(theme.id, lane);
    return lane;
  };
  for (const theme of list.filter(stands)) place(theme);
  for (const theme of list) place(theme);
  return lanes;
}

/** Turns lanes into pixels so that in no column two names touch; returns the height of all. */
function settle(knots: Knot[]): number {
  const inColumn = new Map<number, Knot[]>();
  for (const knot of knots) inColumn.set(knot.x, [...(inColumn.get(knot.x) ?? []), knot]);
  let height = TOP;
  for (const column of inColumn.values()) {
    let next = TOP;
    for (const knot of column.sort((a, b) => a.y - b.y)) {
      const above = (knot.lines.length - 1) * MORE;
      knot.y = Math.max(TOP + knot.y * LANE, next) + above;
      next = knot.y + LANE;
    }
    height = Math.max(height, next - LANE + 14);
  }
  return height;
}

function linesOf(knots: readonly Knot[], now: number, wide: number): Line[] {
  const byId = new Map(knots.map((knot) => [knot.theme.id, knot]));
  const lines: Line[] = [];
  const gone = new Set<string>();
  for (const to of knots) {
    for (const id of to.theme.came_from) {
      const from = byId.get(id);
      if (!from || from.x >= to.x) continue;
      gone.add(id);
      // Straight on under its own name first, so that threads are told apart before they bend.
      const bend = Math.max(from.x, to.x - wide * 0.6);
      const half = (bend + to.x) / 2;
      const path = `M${from.x} ${from.y}H${bend}C${half} ${from.y} ${half} ${to.y} ${to.x} ${to.y}`;
      lines.push({ id: `${id}-${to.theme.id}`, path, of: [id, to.theme.id], ends: false });
    }
  }
  for (const { theme, x, y } of knots) {
    if (stands(theme)) lines.push({ id: theme.id, path: `M${x} ${y}H${now}`, of: [theme.id], ends: false });
    else if (!gone.has(theme.id)) lines.push({ id: theme.id, path: `M${x} ${y}H${x + wide * 0.55}`, of: [theme.id], ends: true });
  }
  return lines;
}

/** Breaks a name between words into lines that are not wider than `room`; one long word stays whole. */
export function wrap(name: string, room: number): string[] {
  const most = Math.max(8, Math.floor(room / LETTER));
  const lines: string[] = [];
  for (const word of name.split(/\s+/)) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Returns the ids of a theme, all that it came from, and all that came from it. */
export function kin(themes: readonly Theme[], id: string): Set<string> {
  const found = new Set<string>();
  const back = (at: string): void => {
    if (found.has(at)) return;
    found.add(at);
    themes.find((theme) => theme.id === at)?.came_from.forEach(back);
  };
  const on = (at: string, seen: Set<string>): void => {
    for (const theme of themes) {
      if (!theme.came_from.includes(at) || seen.has(theme.id)) continue;
      found.add(theme.id);
      on(theme.id, seen.add(theme.id));
    }
  };
  back(id);
  on(id, new Set([id]));
  return found;
}
