/**
 * Marks of turns, and how they look by a transcription convention: what `text/marks.py` and
 * `text/conventions.py` do, in the browser. Offsets are code points. Both sides are held to
 * `marks.vectors.json`; the words are those of Python too (`marks.words.json`).
 */

import told from "./marks.words.json";

export const KINDS = ["pause", "overlap", "unclear", "nonverbal", "emphasis", "cutoff", "laughter", "inaudible"] as const;
export type MarkKind = (typeof KINDS)[number];
const [PAUSE, OVERLAP, UNCLEAR, NONVERBAL, EMPHASIS, CUTOFF, LAUGHTER, INAUDIBLE] = [1, 2, 3, 4, 5, 6, 7, 8] as const;

export type Convention = "verbatim" | "intelligent verbatim" | "jefferson light" | "as imported";
export const CONVENTIONS: readonly Convention[] = ["verbatim", "intelligent verbatim", "jefferson light", "as imported"];
export const HIDDEN: Record<Convention, readonly number[]> = {
  verbatim: [],
  "intelligent verbatim": [PAUSE, OVERLAP, EMPHASIS, CUTOFF],
  "jefferson light": [],
  "as imported": [1, 2, 3, 4, 5, 6, 7, 8],
};

/** A mark as `Turn.marks` has it, its defaults filled in; -1: not said. */
export interface Mark {
  kind: number;
  start: number;
  end: number;
  /** Milliseconds of a pause or of what is inaudible; the number of an overlap in its source. */
  amount: number;
  /** Milliseconds on the session's time line. */
  at: number;
  words: string;
}

/** A sign that was put in: at which code point, what, for which mark, and which part of it. */
export interface Inserted {
  at: number;
  words: string;
  mark: number;
  part: "point" | "opens" | "closes";
}

export interface Shown {
  text: string;
  inserted: Inserted[];
}

export type Kept = readonly (number | string)[];

/** Reads the lists of a record; what is no mark of this text is passed over. */
export function marksOf(turn: { text: string; marks: readonly Kept[]; withdrawn?: boolean }): Mark[] {
  if (turn.withdrawn || !turn.marks.length) return [];
  return fitting(turn.marks.map(read), lengthOf(turn.text));
}

export function read(kept: Kept): Mark {
  const [kind = 0, start = -1, end = -1, amount = -1, at = -1, words = ""] = kept;
  return { kind: Number(kind), start: Number(start), end: Number(end), amount: Number(amount), at: Number(at), words: String(words) };
}

export const kindOf = (mark: Mark): MarkKind => KINDS[mark.kind - 1] ?? "nonverbal";

/** Those marks that can be on a text of so many code points, in order, once each. */
export function fitting(marks: readonly Mark[], length: number): Mark[] {
  const seen = new Set<string>();
  const kept = marks.filter((mark) => {
    const name = JSON.stringify([mark.kind, mark.start, mark.end, mark.amount, mark.at, mark.words]);
    if (seen.has(name) || !fits(mark, length)) return false;
    seen.add(name);
    return true;
  });
  return kept.sort((a, b) => a.start - b.start || Number(a.end > a.start) - Number(b.end > b.start));
}

function fits({ kind, start, end, words }: Mark, length: number): boolean {
  if (!(kind >= 1 && kind <= KINDS.length && start >= 0 && start <= end && end <= length)) return false;
  const between: number[] = [PAUSE, CUTOFF, INAUDIBLE];
  const onWords: number[] = [OVERLAP, EMPHASIS];
  if (between.includes(kind) && start !== end) return false;
  if (onWords.includes(kind) && start === end) return false;
  return kind === NONVERBAL ? words.trim() !== "" : words === "" || kind === UNCLEAR;
}

/** Which convention is meant by what is declared of a source, in words of any kind. */
export function chosen(declared: string): Convention {
  const words = declared.toLowerCase().replace(/[-_]/g, " ").split(/\s+/).filter(Boolean).join(" ");
  if (words.includes("jefferson")) return "jefferson light";
  if (["intelligent", "clean verbatim", "clean read", "uden fyldord"].some((name) => words.includes(name))) return "intelligent verbatim";
  if (["as imported", "as it was imported", "som importeret"].includes(words)) return "as imported";
  return "verbatim";
}

/** Shows a text with its marks: signs are put in, and no character is left out or changed. */
export function render(text: string, marks: readonly Mark[], convention: Convention, language = "en"): Shown {
  const letters = Array.from(text);
  const put: { key: number[]; sign: Inserted }[] = [];
  fitting(marks, letters.length).forEach((mark, number) => {
    if (HIDDEN[convention].includes(mark.kind)) return;
    if (mark.start === mark.end) {
      const at = whole(letters, mark.start);
      const sign: Inserted = { at, words: point(mark, convention, language), mark: number, part: "point" };
      put.push({ key: [at, mark.kind === CUTOFF ? 0 : 2, number, 0], sign });
      return;
    }
    const [start, end] = trimmed(letters, mark);
    const [opens, closes] = around(mark, convention, language);
    put.push({ key: [start, 3, -end, number], sign: { at: start, words: opens, mark: number, part: "opens" } });
    put.push({ key: [end, 1, -start, -number], sign: { at: end, words: closes, mark: number, part: "closes" } });
  });
  put.sort((a, b) => a.key.map((value, i) => value - (b.key[i] ?? 0)).find((difference) => difference !== 0) ?? 0);
  const inserted = spaced(
    letters,
    put.map((each) => each.sign),
  );
  let shown = "";
  let at = 0;
  for (const sign of inserted) {
    shown += letters.slice(at, sign.at).join("") + sign.words;
    at = sign.at;
  }
  return { text: shown + letters.slice(at).join(""), inserted };
}

/** The next place at which no letter is parted from its accents. */
function whole(letters: string[], at: number): number {
  while (at > 0 && at < letters.length && (/^[\p{M}\u200c\u200d\ufe0e\ufe0f]$/u.test(letters[at] ?? "") || letters[at - 1] === "\u200d")) at += 1;
  return at;
}

const blank = (letter: string | undefined): boolean => letter !== undefined && /^\s$/u.test(letter);

function trimmed(letters: string[], mark: Mark): [number, number] {
  let { start, end } = mark;
  while (start < end && blank(letters[start])) start += 1;
  while (end > start && blank(letters[end - 1])) end -= 1;
  if (start >= end) ({ start, end } = mark);
  return [whole(letters, start), whole(letters, end)];
}

const BEFORE = " \t\n([{“‘«„-–—/";
const BEHIND = " \t\n)]}”’».,;:!?…-–—/";

function spaced(letters: string[], signs: Inserted[]): Inserted[] {
  const made: Inserted[] = [];
  signs.forEach((sign, i) => {
    if (sign.part !== "point" || sign.words === "-") {
      made.push(sign);
      return;
    }
    let words = sign.words;
    const last = made.at(-1);
    const before = last && last.at === sign.at ? last.words.slice(-1) : letters[sign.at - 1];
    if (before && !BEFORE.includes(before)) words = ` ${words}`;
    const next = signs[i + 1]?.at === sign.at ? signs[i + 1] : undefined;
    const behind = letters[sign.at];
    if ((!next || next.part === "opens") && behind && !BEHIND.includes(behind)) words += " ";
    made.push({ ...sign, words });
  });
  return made;
}

const TONGUES: Record<string, Tongue> = { da: "da", dan: "da", danish: "da", dansk: "da" };
export type Tongue = "en" | "da";

/** In which of Heddle's languages the signs that are words are written. */
export function spokenIn(language: string): Tongue {
  return TONGUES[language.trim().toLowerCase().replace("_", "-").split("-")[0] ?? ""] ?? "en";
}

function point(mark: Mark, convention: Convention, language: string): string {
  const jefferson = convention === "jefferson light";
  const words = told.words[spokenIn(language)];
  const described = (said: string): string => (jefferson ? `((${said}))` : `(${said})`);
  const lasted = (ms: number): string => `${tenths(ms).replace(/\.0$/, "").replace(".", words.point)} s`;
  if (mark.kind === CUTOFF) return "-";
  if (mark.kind === PAUSE) {
    if (jefferson) return mark.amount > told.short ? `(${tenths(mark.amount)})` : "(.)";
    return mark.amount === -1 ? `(${words.pause})` : `(${words.pause} ${lasted(mark.amount)})`;
  }
  if (mark.kind === UNCLEAR) {
    if (jefferson) return mark.words ? `(${mark.words})` : "( )";
    const at = mark.at === -1 ? "" : ` ${clock(mark.at)}`;
    return `(${words.unclear}${at}${mark.words ? `: ${mark.words}?` : ""})`;
  }
  if (mark.kind === INAUDIBLE) {
    const parts = [words.inaudible];
    if (mark.amount !== -1) parts.push(lasted(mark.amount));
    if (mark.at !== -1) parts.push(clock(mark.at));
    return described(parts.join(" "));
  }
  return described(mark.kind === LAUGHTER ? words.laughs : mark.words);
}

function around(mark: Mark, convention: Convention, language: string): [string, string] {
  const jefferson = convention === "jefferson light";
  if (mark.kind === OVERLAP) return jefferson ? ["[", "]"] : ["//", "//"];
  if (mark.kind === EMPHASIS) return ["_", "_"];
  if (mark.kind === UNCLEAR) {
    if (jefferson) return ["(", mark.words ? `)/(${mark.words})` : ")"];
    return ["(", mark.words ? `? / ${mark.words}?)` : "?)"];
  }
  if (mark.kind === LAUGHTER && jefferson) return ["£", "£"];
  const words = mark.kind === LAUGHTER ? told.words[spokenIn(language)].laughing : mark.words;
  return jefferson ? [`((${words}: `, "))"] : [`(${words}: `, ")"];
}

export function tenths(ms: number): string {
  const rounded = Math.floor((ms + 50) / 100);
  return `${Math.floor(rounded / 10)}.${rounded % 10}`;
}

export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/** One line of a legend: a sign and its meaning; without a sign, what is marked and not shown. */
export interface Meaning {
  sign: string;
  meaning: string;
}

/** Explains the signs of those marks that occur, and names what is marked and not shown. */
export function legend(marks: readonly Mark[], convention: Convention, language = "en"): Meaning[] {
  if (convention === "as imported") return [];
  const tongue = spokenIn(language);
  const jefferson = convention === "jefferson light";
  const meanings = told.meanings[tongue] as Record<string, string>;
  const examples = told.examples[tongue] as Record<string, string>;
  const hidden = new Set(marks.map((mark) => mark.kind).filter((kind) => HIDDEN[convention].includes(kind)));
  const found = new Set(marks.filter((mark) => !hidden.has(mark.kind)).map((mark) => variant(mark, jefferson)));
  const lines = told.samples
    .filter(([name]) => found.has(name as string))
    .map(([name, kept, example]) => {
      const mark = { ...read(kept as Kept), words: examples[example as string] ?? "" };
      const [opens, closes] = mark.start === mark.end ? ["", ""] : around(mark, convention, language);
      const sign = mark.start === mark.end ? point(mark, convention, language) : `${opens}${examples.word}${closes}`;
      return { sign, meaning: meanings[name === "pause" && jefferson ? "short" : (name as string)] ?? "" };
    });
  // In some conventions a guess looks like words that were heard with doubt.
  const seen = new Set<string>();
  const once = lines.filter(({ sign }) => !seen.has(sign) && seen.add(sign));
  if (hidden.size) {
    const names = Object.entries(told.names[tongue]).filter(([kind]) => hidden.has(Number(kind)));
    once.push({ sign: "", meaning: `${meanings.hidden}: ${names.map(([, name]) => name).join(", ")}.` });
  }
  return once;
}

function variant(mark: Mark, jefferson: boolean): string {
  const onWords = mark.start < mark.end;
  if (mark.kind === PAUSE) return (jefferson ? mark.amount <= told.short : mark.amount === -1) ? "pause" : "timed";
  if (mark.kind === UNCLEAR) {
    if (onWords) return mark.words ? "either" : "doubtful";
    return mark.words ? "guess" : "unclear";
  }
  if (mark.kind === NONVERBAL) return onWords ? "doing" : "did";
  if (mark.kind === LAUGHTER) return onWords ? "laughing" : "laughs";
  return kindOf(mark);
}

const lengthOf = (text: string): number => {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
};
