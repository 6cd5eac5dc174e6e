// A small source for tests: three people, a character of two units, a coding over two turns.

import type { SourceColumns } from "./source";

export const TEXTS = [
  "And now, a year on?",
  "Now I would fight to keep her. Last month there was a man who had not let us in since Easter.",
  "I trust her 🙂, I do. I trust her with him. I am less sure I trust us.",
  "On the stairs, yes. Med kaffekoppen i hånden.",
];

/** Returns a source with four turns and, as [turn, start, end_turn, end, code, coder], its codings. */
export function sample(codings: readonly (readonly [number, number, number, number, string, string?])[] = [], texts = TEXTS): SourceColumns {
  return {
    source: { id: "source", name: "Focus group 1", language: "en" },
    speakers: [
      { id: "m", name: "Moderator", role: "moderator" },
      { id: "p2", name: "P2", role: "participant" },
      { id: "p6", name: "P6", role: "participant" },
    ],
    turns: {
      id: texts.map((_, i) => `t${i}`),
      speaker: texts.map((_, i) => ["m", "p2", "p6"][i % 3] ?? ""),
      text: [...texts],
      start: texts.map((_, i) => i * 10),
      end: texts.map((_, i) => i * 10 + 9),
      position: texts.map((_, i) => (i + 1) * 100),
    },
    codings: {
      id: codings.map((_, i) => `c${i}`),
      turn: codings.map((row) => row[0]),
      start: codings.map((row) => row[1]),
      end_turn: codings.map((row) => row[2]),
      end: codings.map((row) => row[3]),
      code: codings.map((row) => row[4]),
      coder: codings.map((row) => row[5] ?? "me"),
      gone: codings.map(() => false),
      note: codings.map(() => ""),
    },
  };
}
