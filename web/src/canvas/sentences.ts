// Sentences and words of a turn, by the rules of the server's text/segment.py: rules, not a
// model, so that a person can predict what a key will choose. Offsets are UTF-16 units here.

const MARKS =
  "\\u0300-\\u036f\\u0483-\\u0489\\u0591-\\u05c7\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u1ab0-\\u1aff" +
  "\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe00-\\ufe0f\\ufe20-\\ufe2f\\u00ad\\u200c\\u200d";
const RUN = `[\\p{L}\\p{N}][\\p{L}\\p{N}_${MARKS}]*`;
const WORD = new RegExp(`${RUN}(?:['’\\-‐‑.,:/@&]${RUN})*`, "gu");
/** Joints that hold digits together but not words: "yes,but", "and/or", "end.Then". */
const LOOSE = /(?<=\p{L})[,:/](?=\p{L})|(?<=\p{L}{2})\.(?=\p{L}{2})/gu;

const STOP = /[.!?…]+|\n+/g;
const CLOSERS = new Set("\"'”’»«“)]}›‹");
const OPENERS = new Set("\"'“‘„»«([{‹›-–—¿¡");

const NEVER_LAST = new Set(
  ("adm adr afd afs ang avg bd bl.a bl ca cand cf dept dr e.g eg ekskl eksp evt f.eks feks ff fhv " +
    "forf frk gen.sekr hhv i.e ie ift ifm iht inkl jf jr kap kl ldr mdr medd mht mr mrs ms nuv o.a " +
    "obs omkr opg overf pga pkt pp prof resp s.k sml sr stk tlf udg ung v vedr vha vol vs årg").split(" "),
);
const MAYBE_LAST = new Set(
  ("a.m aps a/s bros corp dk dvs et.al etc f.kr inc i.v kr ltd m.fl m.m m.v mfl mia mio mv o.l " +
    "o.lign o.s.v osv p.m p.t pct pm pt sek u.k u.s u.s.a").split(" "),
);
const BEFORE_NUMBER = new Set(["art", "fig", "no", "nr", "p", "s", "st", "tab"]);

export type Stretch = readonly [start: number, end: number];

/** Cuts a text into sentences, each with the white space that follows it; they tile the text. */
export function sentences(text: string): Stretch[] {
  const cuts = [0, ...ends(text)];
  if (cuts[cuts.length - 1] !== text.length) cuts.push(text.length);
  return cuts.slice(1).map((end, i) => [cuts[i] ?? 0, end] as const);
}

/** The words of a text, in order; punctuation and white space between them are left out. */
export function words(text: string): Stretch[] {
  const found: Stretch[] = [];
  for (const match of text.matchAll(WORD)) {
    let start = match.index;
    const end = start + match[0].length;
    for (const joint of match[0].matchAll(LOOSE)) {
      const at = match.index + joint.index;
      if (at > start) found.push([start, at]);
      start = at + 1;
    }
    found.push([start, end]);
  }
  return found;
}

/** Leaves white space at both ends out. */
export function trim(text: string, start: number, end: number): Stretch {
  let [a, b] = [start, end];
  while (b > a && /\s/.test(text[b - 1] ?? "")) b -= 1;
  while (a < b && /\s/.test(text[a] ?? "")) a += 1;
  return [a, b];
}

/** The sentence at a place, without the white space after it. */
export function sentenceAt(text: string, at: number): Stretch {
  const all = sentences(text);
  const found = all.find(([, end]) => at < end) ?? all[all.length - 1] ?? [0, 0];
  return trim(text, found[0], found[1]);
}

/** The word at a place: the one around it, else the next one, else the last. */
export function wordAt(text: string, at: number): Stretch {
  const all = words(text);
  return all.find(([start, end]) => start <= at && at < end) ?? all.find(([start]) => start >= at) ?? all[all.length - 1] ?? [at, at];
}

/** Widens a stretch to whole words and leaves white space at its ends out. */
export function snap(text: string, start: number, end: number): Stretch {
  let [a, b] = trim(text, start, end);
  if (a === b) return [a, b];
  const all = words(text);
  for (const [from, to] of all) {
    if (from < a && a < to) a = from;
    if (from < b && b < to) b = to;
  }
  return [a, b];
}

function* ends(text: string): Generator<number> {
  let done = 0;
  for (const stop of text.matchAll(STOP)) {
    const at = stop.index;
    if (at < done) continue;
    let close = at + stop[0].length;
    const line = stop[0].startsWith("\n");
    if (!line) {
      while (close < text.length && CLOSERS.has(text[close] ?? "")) close += 1;
      if (close < text.length && !/\s/.test(text[close] ?? "")) continue;
    }
    let following = close;
    while (following < text.length && /\s/.test(text[following] ?? "")) following += 1;
    if (following === text.length) return;
    if (text.slice(at, following).includes("\n") || closes(text, stop[0], at, close, following)) {
      if (done > 0 || text.slice(done, at).trim()) yield following;
      done = following;
    }
  }
}

/** Says whether the mark at `at` ends a sentence, given what surrounds it on its line. */
function closes(text: string, mark: string, at: number, close: number, following: number): boolean {
  let begin = following;
  while (begin < text.length && OPENERS.has(text[begin] ?? "")) begin += 1;
  const after = text.slice(begin, begin + 12);
  const goesOn = /^\p{Ll}/u.test(after);
  if (mark === ".") return !goesOn && !abbreviated(text, at, after);
  if (mark === "…" || mark === ".." || mark.startsWith("...")) return !goesOn && !/^I(?:['’][\p{L}\p{N}_]+)?(?![\p{L}\p{N}_])/u.test(after);
  return !(goesOn && close > at + mark.length);
}

/** Says whether the full stop at `stop` belongs to the word before it. */
function abbreviated(text: string, stop: number, after: string): boolean {
  const word = /[\p{L}\p{N}_.]*$/u.exec(text.slice(Math.max(0, stop - 20), stop))?.[0] ?? "";
  if (/^\p{Lu}$/u.test(word) && word !== "I") return true;
  if (/^\p{Nd}+$/u.test(word)) return ["", "\n"].includes(text.slice(Math.max(0, stop - word.length - 1), stop - word.length));
  const lower = word.toLowerCase();
  return (
    NEVER_LAST.has(lower) ||
    (BEFORE_NUMBER.has(lower) && /^\p{Nd}/u.test(after)) ||
    (MAYBE_LAST.has(lower) && !/^\p{Lu}/u.test(after))
  );
}
