// From changed cells to operations.

import type { Edit, Value } from "../parts/cells";
import type { Step } from "./model";

interface Nouns<R> {
  /** Operation that makes a record from fields. */
  add?: string;
  /** Operation that changes a record, and the field that names it. */
  change: string;
  named: string;
  /** The operation has a field `clear` for what is not stated any more. */
  clears?: boolean;
  /** Fields of a new row that are not in its cells. */
  fresh?: (values: Record<string, Value>) => Record<string, unknown>;
  id: (row: R) => string;
}

/** Returns the operations that bring edits about, in their order. */
export function stepsOf<R>(edits: readonly Edit<R>[], nouns: Nouns<R>): Step[] {
  return edits.flatMap(({ row, values }) => {
    if (row === null) {
      if (!nouns.add) return [];
      const given = Object.entries(values).filter(([, value]) => value !== null && value !== "");
      const fields = Object.fromEntries(given);
      return [{ op: nouns.add, ...nouns.fresh?.(fields), ...fields } as Step];
    }
    const empty = Object.keys(values).filter((name) => values[name] === null);
    const said = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
    const clear = nouns.clears && empty.length ? { clear: empty } : {};
    if (Object.keys(said).length === 0 && !nouns.clears) return [];
    return [{ op: nouns.change, [nouns.named]: nouns.id(row), ...said, ...clear } as unknown as Step];
  });
}

/** Returns the next free code of a row of codes: after P1 and P7 it is P8. */
export function nextCode(codes: Iterable<string>, start = "P"): string {
  let prefix = start;
  let most = 0;
  let width = 1;
  for (const code of codes) {
    const [, word = "", digits = ""] = /^(.*?)(\d+)$/.exec(code.trim()) ?? [];
    if (digits && Number(digits) >= most) [prefix, most, width] = [word, Number(digits), digits.length];
  }
  return `${prefix}${String(most + 1).padStart(width, "0")}`;
}
