// A source of any size, made the same every time: turns of two lengths, codings that overlap,
// nest and share stretches as those of people do, and characters that are two units wide.

import type { CodeLook, SourceColumns } from "../src/canvas/source";

const WORDS = (
  "jeg det og at er en til på som med for ikke den der har vi man kan så men også være når hvis " +
  "patienten lægen hjælp støtte følelse åben ærlig bange træt gruppe samtale hverdag behandling venner " +
  "the and of that it was on they have with be this but what because like really know think mean people " +
  "group doctor support feeling honest afraid tired family work everyday treatment trust together alone"
).split(" ");
const RARE = ["\u2615", "\u{1F642}", "cafe\u0301", "\u201cja\u201d", "[latter]", "[pause]"];

/** A small generator of numbers (mulberry32), so that every run measures the same text. */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Size {
  words: number;
  codings: number;
  codes: number;
}

export const SIZES: Record<string, Size> = {
  H: { words: 15_000, codings: 600, codes: 40 },
  H5: { words: 15_000, codings: 5_000, codes: 40 },
  XL: { words: 200_000, codings: 10_000, codes: 200 },
};

/** Makes a source of a size. */
export function source(size: Size, seed = 7): SourceColumns {
  const random = numbers(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const speakers = ["Moderator", "P1", "P2", "P3", "P4", "P5", "P6"].map((name, i) => ({
    id: `s${i}`, name, role: i === 0 ? "moderator" : "participant",
  }));
  const turns: SourceColumns["turns"] = { id: [], speaker: [], text: [], start: [], end: [], position: [] };
  let words = 0;
  while (words < size.words) {
    const moderator = random() < 0.2;
    const count = Math.max(2, Math.min(260, Math.round(Math.exp((moderator ? 2.4 : 3) + 0.8 * (random() + random() + random() - 1.5) * 2))));
    const text: string[] = [];
    for (let i = 0; i < count; i += 1) {
      const word = random() < 0.002 ? pick(RARE) : pick(WORDS);
      text.push(i === 0 ? word[0]?.toUpperCase() + word.slice(1) : word + (random() < 0.09 && i < count - 1 ? "." : ""));
    }
    const place = turns.id.length;
    turns.id.push(`t${place}`);
    turns.speaker.push(moderator ? "s0" : pick(speakers.slice(1)).id);
    turns.text.push(`${text.join(" ")}.`);
    turns.start.push(words * 0.4);
    turns.end.push((words + count) * 0.4);
    turns.position.push((place + 1) * 1024);
    words += count;
  }
  return { source: { id: "source", name: "Focus group", language: "da" }, speakers, turns, codings: codings(turns, size, random) };
}

function codings(turns: SourceColumns["turns"], size: Size, random: () => number): SourceColumns["codings"] {
  const rows: SourceColumns["codings"] = { id: [], turn: [], start: [], end_turn: [], end: [], code: [], coder: [], gone: [], note: [] };
  for (let i = 0; i < size.codings; i += 1) {
    const turn = Math.floor(random() * turns.id.length);
    const length = [...(turns.text[turn] ?? "")].length;
    const last = random() < 0.05 ? Math.min(turns.id.length - 1, turn + 1) : turn;
    const start = Math.floor(random() * length * 0.7);
    const end = last === turn ? Math.min(length, start + 20 + Math.floor(random() * 300)) : Math.ceil([...(turns.text[last] ?? "")].length / 2);
    if (last === turn && end <= start) continue;
    rows.id.push(`c${i}`);
    rows.turn.push(turn);
    rows.start.push(start);
    rows.end_turn.push(last);
    rows.end.push(end);
    rows.code.push(`k${Math.floor(random() ** 1.6 * size.codes)}`);
    rows.coder.push(random() < 0.7 ? "me" : "jf");
    rows.gone.push(false);
    rows.note.push("");
  }
  return rows;
}

/** Names and dyes for the codes of a size. */
export function looks(size: Size): Map<string, CodeLook> {
  const all = new Map<string, CodeLook>();
  for (let i = 0; i < size.codes; i += 1) all.set(`k${i}`, { name: `${WORDS[i % WORDS.length]} and ${WORDS[(i * 7 + 3) % WORDS.length]}`, dye: (i % 16) + 1 });
  return all;
}
