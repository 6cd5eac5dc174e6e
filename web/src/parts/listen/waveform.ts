// The strip of a recording as it is drawn: loudness above, below it who speaks when. Everything is
// on one canvas element, so three hours and two thousand turns are one node.
//
// Who speaks is told in three ways: by colour, by the pattern of the turn's block, and by initials
// where there is room for them; the legend beside the strip names each.

import type { Cue } from "../../lib/cues";
import type { Peaks } from "../../lib/peaks";
import type { SoundFile, Stretch } from "../../lib/timeline";

export const HEIGHT = 64;
const WAVE = 44;
const BLOCK = 14;
const PATTERNS = 6;
/** Dyes that are far apart from each other, for speakers in the order in which they first speak. */
const DYES = [9, 13, 11, 3, 2, 7, 16, 12] as const;

/** How a speaker is told from the others. */
export interface Look {
  readonly id: string;
  readonly name: string;
  readonly initials: string;
  /** The number of a dye; 0 for those who ask, who are grey. */
  readonly dye: number;
  readonly pattern: number;
}

export interface Colours {
  ink: string;
  quiet: string;
  line: string;
  paper: string;
  accent: string;
  soft: string;
  dye(number: number): string;
}

/** What is drawn. */
export interface Scene {
  readonly files: readonly SoundFile[];
  readonly peaks: ReadonlyMap<string, Peaks>;
  readonly spans: readonly Cue[];
  readonly look: (turn: string) => Look | undefined;
  /** The part of the session that is shown. */
  readonly view: Stretch;
  readonly loop: Stretch | null;
  readonly colours: Colours;
}

/** Gives each speaker a look: those who ask are grey and plain, the others differ in dye and pattern. */
export function looksOf(speakers: readonly { id: string; name: string; role: string; initials: string }[]): Map<string, Look> {
  let number = 0;
  return new Map(speakers.map(({ id, name, role, initials }) => {
    const asks = role === "moderator" || role === "observer";
    const own = asks ? 0 : (number += 1);
    return [id, { id, name, initials, dye: asks ? 0 : (DYES[(own - 1) % DYES.length] ?? 0), pattern: asks ? 0 : own % PATTERNS }];
  }));
}

/** Reads the colours of the theme through an element that nobody sees. */
export function coloursOf(probe: HTMLElement): Colours {
  const read = (value: string): string => {
    probe.style.setProperty("color", value);
    return getComputedStyle(probe).color;
  };
  const dyes = new Map<number, string>();
  return {
    ink: read("var(--ink)"), quiet: read("var(--ink-3)"), line: read("var(--line)"), paper: read("var(--paper)"),
    accent: read("var(--accent)"), soft: read("var(--accent-soft)"),
    dye: (number) => {
      let found = dyes.get(number);
      if (!found) dyes.set(number, (found = number === 0 ? read("var(--ink-3)") : read(`var(--c${number})`)));
      return found;
    },
  };
}

/** Draws all but the cursor. */
export function paint(pen: CanvasRenderingContext2D, width: number, scene: Scene): void {
  const { view, colours, loop } = scene;
  const scale = width / Math.max(0.001, view.to - view.from);
  const x = (time: number): number => (time - view.from) * scale;
  pen.clearRect(0, 0, width, HEIGHT);
  if (loop) {
    pen.fillStyle = colours.soft;
    pen.fillRect(x(loop.from), 0, Math.max(2, (loop.to - loop.from) * scale), HEIGHT);
    pen.fillStyle = colours.accent;
    for (const edge of [loop.from, loop.to]) pen.fillRect(x(edge) - 1, 0, 2, HEIGHT);
  }
  ticks(pen, width, scene, scale);
  wave(pen, width, scene, scale);
  blocks(pen, width, scene, scale);
}

/** Loudness, each column in the colour of who speaks there. */
function wave(pen: CanvasRenderingContext2D, width: number, { files, peaks, spans, look, view, colours }: Scene, scale: number): void {
  const spoken = columns(spans, look, view, scale, width);
  const middle = WAVE / 2;
  for (const file of files) {
    const known = peaks.get(file.recording);
    const from = Math.max(0, Math.floor((file.begins - view.from) * scale));
    const to = Math.min(width, Math.ceil((file.begins + (file.duration ?? 0) - view.from) * scale));
    if (!known) {
      pen.fillStyle = colours.line;
      pen.fillRect(from, middle - 0.5, Math.max(0, to - from), 1);
      continue;
    }
    const gain = middle - 2;
    for (let column = from; column < to; column += 1) {
      const at = view.from + column / scale - file.begins;
      const [low, high] = known.between(Math.max(0, at), at + 1 / scale);
      const who = spoken[column];
      pen.fillStyle = who ? colours.dye(who.dye) : colours.quiet;
      const top = middle - high * gain;
      pen.fillRect(column, top, 1, Math.max(1, middle - low * gain - top));
    }
  }
}

/** Who speaks in each column of the strip. */
function columns(spans: readonly Cue[], look: Scene["look"], view: Stretch, scale: number, width: number): (Look | undefined)[] {
  const found: (Look | undefined)[] = new Array<Look | undefined>(Math.ceil(width));
  for (const span of spans) {
    if (span.to < view.from || span.from > view.to) continue;
    const who = look(span.turn);
    const last = Math.min(width, Math.ceil((span.to - view.from) * scale));
    for (let column = Math.max(0, Math.floor((span.from - view.from) * scale)); column < last; column += 1) found[column] = who;
  }
  return found;
}

function blocks(pen: CanvasRenderingContext2D, width: number, { spans, look, view, colours }: Scene, scale: number): void {
  const made = new Map<string, CanvasPattern | string>();
  pen.font = "600 10px system-ui, sans-serif";
  pen.textBaseline = "middle";
  const top = HEIGHT - BLOCK - 1;
  for (const span of spans) {
    const left = (span.from - view.from) * scale;
    const wide = Math.max(1, (span.to - span.from) * scale - 0.6);
    if (left + wide < 0 || left > width) continue;
    const who = look(span.turn);
    const key = who?.id ?? "";
    let fill = made.get(key);
    if (fill === undefined) made.set(key, (fill = pattern(pen, who?.pattern ?? 0, colours.dye(who?.dye ?? 0), colours.paper)));
    pen.fillStyle = fill;
    pen.fillRect(left, top, wide, BLOCK);
    if (!who || wide < 18) continue;
    const room = pen.measureText(who.initials).width + 6;
    if (room > wide) continue;
    const seen = Math.max(left, 0) + 2;
    pen.fillStyle = colours.paper;
    pen.fillRect(seen, top + 1.5, room - 1, BLOCK - 3);
    pen.fillStyle = colours.ink;
    pen.fillText(who.initials, seen + 2.5, top + BLOCK / 2 + 0.5);
  }
}

/** Fills of equal darkness that can be told apart without colour. */
export function pattern(pen: CanvasRenderingContext2D, number: number, colour: string, paper: string): CanvasPattern | string {
  const tile = document.createElement("canvas");
  [tile.width, tile.height] = [8, 8];
  const own = tile.getContext("2d");
  if (!own || number === 0) return colour;
  own.fillStyle = colour;
  own.fillRect(0, 0, 8, 8);
  own.strokeStyle = own.fillStyle = paper;
  own.lineWidth = 1.6;
  const lines: Record<number, readonly (readonly [number, number, number, number])[]> = {
    1: [[-2, 6, 6, -2], [2, 10, 10, 2]],
    2: [[0, 2, 8, 2], [0, 6, 8, 6]],
    3: [[-2, 2, 6, 10], [2, -2, 10, 6]],
    4: [[2, 0, 2, 8], [6, 0, 6, 8]],
  };
  own.beginPath();
  for (const [a, b, c, d] of lines[number] ?? []) {
    own.moveTo(a, b);
    own.lineTo(c, d);
  }
  own.stroke();
  if (number === 5) for (const [a, b] of [[2, 2], [6, 6]] as const) own.fillRect(a - 1, b - 1, 2.4, 2.4);
  return pen.createPattern(tile, "repeat") ?? colour;
}

const TICKS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];

function ticks(pen: CanvasRenderingContext2D, width: number, { view, colours }: Scene, scale: number): void {
  const step = TICKS.find((seconds) => seconds * scale >= 60) ?? 3600;
  pen.fillStyle = colours.line;
  for (let time = Math.ceil(view.from / step) * step; time < view.to; time += step) {
    const at = (time - view.from) * scale;
    if (at < width) pen.fillRect(at, 0, 1, WAVE);
  }
}

/** The part to show when time has left it, or null where it has not: the next page, as in a book. */
export function paged(view: Stretch, time: number, length: number): Stretch | null {
  const wide = view.to - view.from;
  if (wide >= length || (time >= view.from && time <= view.to)) return null;
  const from = Math.max(0, Math.min(time - wide * 0.05, length - wide));
  return { from, to: from + wide };
}

/** Zooms around a second by a factor; from ten seconds to the whole. */
export function zoomed(view: Stretch, around: number, factor: number, length: number): Stretch {
  const wide = Math.max(Math.min(10, length), Math.min(length, (view.to - view.from) * factor));
  const share = (around - view.from) / Math.max(0.001, view.to - view.from);
  const from = Math.max(0, Math.min(around - share * wide, length - wide));
  return { from, to: from + wide };
}
