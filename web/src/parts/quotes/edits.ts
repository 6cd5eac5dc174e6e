// What is done to a quote's words before they are printed. Offsets are code points of those words.
//
// The rules are the study's (quotes.change refuses what overlaps or leaves nothing); here edits are
// only laid so that a new one takes the place of what it covers.

import type { Edit } from "../../lib/model";

/** Returns edits with all their fields (the server leaves out what is empty), in their order. */
export function whole(edits: readonly Partial<Edit>[]): Edit[] {
  return edits
    .map((edit) => ({ op: edit.op ?? "omit", start: edit.start ?? 0, end: edit.end ?? -1, text: edit.text ?? "", reason: edit.reason ?? "", confirmed_by: edit.confirmed_by ?? "" }))
    .sort((a, b) => a.start - b.start || stop(a) - stop(b));
}

/** Returns where an edit ends; an insertion ends where it starts. */
export function stop(edit: Edit): number {
  return edit.end < 0 ? edit.start : edit.end;
}

const covers = (edit: Edit): boolean => edit.op === "omit" || edit.op === "replace";

/** Cuts a stretch; cuts that it touches become one with it, and what lies in it goes. `by` confirms what it takes out. */
export function cut(edits: readonly Edit[], start: number, end: number, by = ""): Edit[] {
  let [from, to] = [start, end];
  for (const edit of edits) {
    // From the left to the right, so that a chain of touching cuts is taken in whole.
    if (edit.op === "omit" && edit.start <= to && stop(edit) >= from) {
      from = Math.min(from, edit.start);
      to = Math.max(to, stop(edit));
    }
  }
  return whole([...freed(edits, from, to), { op: "omit", start: from, end: to, text: "", reason: "", confirmed_by: by }]);
}

/** Puts an editor's words in the place of a stretch. */
export function replace(edits: readonly Edit[], start: number, end: number, text: string, reason = "", by = ""): Edit[] {
  return whole([...freed(edits, start, end), { op: "replace", start, end, text, reason, confirmed_by: by }]);
}

/** Puts an editor's word or an act at a point; inside a cut it stands behind the cut. */
export function put(edits: readonly Edit[], op: "insert" | "nonverbal", at: number, text: string): Edit[] {
  const around = edits.find((edit) => edit.start < at && at < stop(edit));
  const point = around ? stop(around) : at;
  const rest = edits.filter((edit) => stop(edit) !== edit.start || edit.start !== point || edit.op !== op);
  return whole([...rest, { op, start: point, end: -1, text, reason: "", confirmed_by: "" }]);
}

/** Changes the first letter from `at` on from small to capital or back; null where there is none. */
export function turnCase(edits: readonly Edit[], words: string, at: number): Edit[] | null {
  const letters = [...words];
  let point = at;
  while (point > 0 && isWord(letters[point - 1])) point -= 1;
  while (point < letters.length && !isLetter(letters[point])) point += 1;
  const letter = letters[point];
  if (letter === undefined) return null;
  const rest = edits.filter((edit) => edit.op !== "case" || edit.start !== point);
  if (rest.length < edits.length) return whole(rest);
  if (edits.some((edit) => edit.start <= point && point < stop(edit))) return null;
  const other = letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
  if (other === letter || [...other].length !== 1) return null;
  return whole([...edits, { op: "case", start: point, end: point + 1, text: other, reason: "", confirmed_by: "" }]);
}

/** Leaves out what a new stretch covers, or covers in part. */
function freed(edits: readonly Edit[], start: number, end: number): Edit[] {
  return edits.filter((edit) => {
    if (stop(edit) > edit.start) return stop(edit) <= start || edit.start >= end;
    return edit.start <= start || edit.start >= end;
  });
}

/** Widens a stretch to whole words and takes white space at its ends off. */
export function snapped(words: string, start: number, end: number): { start: number; end: number } {
  const letters = [...words];
  let from = Math.max(0, Math.min(start, end));
  let to = Math.min(letters.length, Math.max(start, end));
  while (from < to && isSpace(letters[from])) from += 1;
  while (to > from && isSpace(letters[to - 1])) to -= 1;
  if (from >= to) return { start: from, end: from };
  while (from > 0 && isWord(letters[from]) && isWord(letters[from - 1])) from -= 1;
  while (to < letters.length && isWord(letters[to - 1]) && isWord(letters[to])) to += 1;
  return { start: from, end: to };
}

const isLetter = (sign: string | undefined): boolean => sign !== undefined && /\p{L}/u.test(sign);
const isWord = (sign: string | undefined): boolean => sign !== undefined && /[\p{L}\p{N}\p{M}'’]/u.test(sign);
const isSpace = (sign: string | undefined): boolean => sign !== undefined && /\s/u.test(sign);

/** A stretch of a quote as the editor shows it. */
export interface Piece {
  /** Words of the person; empty where only something is put in. */
  said: string;
  /** They are not printed. */
  out: boolean;
  /** What is printed here instead or besides. */
  put: string;
  op: Edit["op"] | "";
}

/** Returns a quote's words in pieces; the words of all pieces together are the quote's. */
export function pieces(words: string, edits: readonly Edit[]): Piece[] {
  const letters = [...words];
  const found: Piece[] = [];
  let done = 0;
  const said = (to: number): void => {
    if (to > done) found.push({ said: letters.slice(done, to).join(""), out: false, put: "", op: "" });
    done = Math.max(done, to);
  };
  for (const edit of edits) {
    said(edit.start);
    const taken = letters.slice(done, stop(edit)).join("");
    done = Math.max(done, stop(edit));
    const put = edit.op === "omit" ? "" : edit.op === "case" ? edit.text : `[${edit.text}]`;
    found.push({ said: taken, out: covers(edit) || edit.op === "case", put, op: edit.op });
  }
  said(letters.length);
  return found;
}

/** Returns the words in a stretch whose loss could turn what was said; none already cut count. */
export function heavyIn(words: string, edits: readonly Edit[], start: number, end: number, list: ReadonlySet<string>): string[] {
  const letters = [...words];
  for (const edit of edits) if (covers(edit)) letters.fill(" ", edit.start, stop(edit));
  const found = letters.slice(start, end).join("").match(/[\p{L}’']+/gu) ?? [];
  const heavy = found.filter((word) => list.has(word.toLowerCase()) || /n['’]t$/i.test(word));
  return [...new Set(heavy.map((word) => word.toLowerCase()))];
}

/** A stretch that two texts share, or that only one of them has. */
export interface Difference {
  text: string;
  only: "" | "before" | "now";
}

/** Compares two texts word by word: what is the same, what went and what came. */
export function differences(before: string, now: string): Difference[] {
  const a = before.match(/\S+\s*/g) ?? [];
  const b = now.match(/\S+\s*/g) ?? [];
  const same = (i: number, j: number): boolean => a[i]?.trim() === b[j]?.trim();
  // Longest common run of words by dynamic programming: quotes are short.
  const long = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      long[i]![j] = same(i, j) ? (long[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(long[i + 1]?.[j] ?? 0, long[i]?.[j + 1] ?? 0);
    }
  }
  const found: Difference[] = [];
  const add = (text: string, only: Difference["only"]): void => {
    const last = found[found.length - 1];
    if (last?.only === only) last.text += text;
    else found.push({ text, only });
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && same(i, j)) {
      add(b[j] ?? "", "");
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && (long[i + 1]?.[j] ?? 0) >= (long[i]?.[j + 1] ?? 0))) {
      add(a[i] ?? "", "before");
      i += 1;
    } else {
      add(b[j] ?? "", "now");
      j += 1;
    }
  }
  return found;
}
