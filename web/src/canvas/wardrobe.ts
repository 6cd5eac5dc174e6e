// What rows are dressed with: looks of codes, names of coders, who reads where, what stands for words.

import type { Looks } from "./layout";
import type { CanvasWords, CodeLook, CoderLook, Stand } from "./source";

const UNKNOWN: CodeLook = { name: "", dye: 0 };
const NOBODY: CoderLook = { name: "", initials: "" };

/** Others who read, by turn. */
export type Readers = ReadonlyMap<string, readonly { initials: string; name: string }[]>;

export class Wardrobe implements Looks {
  codes: ReadonlyMap<string, CodeLook> = new Map();
  coders: ReadonlyMap<string, CoderLook> = new Map();
  readers: Readers = new Map();
  standing: ReadonlyMap<string, readonly Stand[]> = new Map();
  substituted = false;
  chosen = "";
  lifted = "";
  aloud = false;

  constructor(readonly words: CanvasWords) {}

  look(code: string): CodeLook {
    return this.codes.get(code) ?? UNKNOWN;
  }

  coder(id: string): CoderLook {
    return this.coders.get(id) ?? NOBODY;
  }

  here(turn: string): readonly { initials: string; name: string }[] {
    return this.readers.get(turn) ?? [];
  }

  stands(turn: string): readonly Stand[] {
    return this.standing.get(turn) ?? [];
  }
}
