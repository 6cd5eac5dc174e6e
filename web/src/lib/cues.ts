// When what was said: words and turns of a transcript by time, and times by words.
//
// Recognisers give times that lap over and run back, so nothing here trusts their order: words are
// sorted by their beginning, and a running maximum of ends says how far back a word can reach.

/** A turn with its times, as GET /api/sources/{id}/times sends them. */
export interface CueTurn {
  readonly id: string;
  /** Seconds of the session. */
  readonly start: number | null;
  readonly end: number | null;
  /** Each: first and last code point (half-open), milliseconds from and to, per cent of certainty or -1. */
  readonly timings: readonly (readonly number[])[];
  /** Nobody has heard it against the sound yet, or its speaker is only a guess. */
  readonly unchecked: boolean;
}

/** A stretch of a turn that is spoken; offsets in code points, times in seconds. */
export interface Cue {
  readonly turn: string;
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/** Per cent below which a word is worth hearing again. */
export const DOUBTFUL = 50;
/** A word stays marked for so long after its end where none follows, so that the eye is not lost. */
const LINGER = 0.35;

/** Intervals by their beginning, to be asked what is there at a moment. */
class Moments {
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** The latest end of all up to here. */
  readonly reach: Float64Array;
  readonly of: Int32Array;

  constructor(items: readonly { from: number; to: number; of: number }[]) {
    const sorted = [...items].sort((a, b) => a.from - b.from || a.to - b.to);
    this.from = Float64Array.from(sorted, (one) => one.from);
    this.to = Float64Array.from(sorted, (one) => one.to);
    this.of = Int32Array.from(sorted, (one) => one.of);
    this.reach = new Float64Array(sorted.length);
    let far = -Infinity;
    sorted.forEach((one, i) => (this.reach[i] = far = Math.max(far, one.to)));
  }

  /** Place of the last that has begun; -1 before the first. */
  last(time: number): number {
    let low = 0;
    let high = this.from.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.from[middle] ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** What is there at a moment: the one that began last and has not ended; -1 for none. */
  at(time: number, linger = 0): number {
    const last = this.last(time);
    for (let i = last; i >= 0 && (this.reach[i] ?? 0) > time; i -= 1) if ((this.to[i] ?? 0) > time) return this.of[i] ?? -1;
    return last >= 0 && time - (this.to[last] ?? 0) < linger ? (this.of[last] ?? -1) : -1;
  }
}

export class Cues {
  readonly words: readonly Cue[];
  readonly turns: readonly CueTurn[];
  #words: Moments;
  #turns: Moments;
  #spans: Cue[];
  #place = new Map<string, number>();
  #doubtful: Float64Array;
  #unchecked: Float64Array;

  constructor(turns: readonly CueTurn[]) {
    this.turns = turns;
    const words: Cue[] = [];
    const doubtful: number[] = [];
    turns.forEach((turn, i) => {
      this.#place.set(turn.id, i);
      for (const [start = 0, end = 0, begin = 0, finish = 0, sure = -1] of turn.timings) {
        words.push({ turn: turn.id, start, end, from: begin / 1000, to: Math.max(finish, begin + 1) / 1000 });
        if (sure >= 0 && sure < DOUBTFUL) doubtful.push(begin / 1000);
      }
    });
    this.words = words;
    this.#words = new Moments(words.map(({ from, to }, of) => ({ from, to, of })));
    this.#spans = spans(turns);
    this.#turns = new Moments(this.#spans.map(({ from, to, turn }) => ({ from, to, of: this.#place.get(turn) ?? -1 })));
    this.#doubtful = Float64Array.from(doubtful).sort();
    const unchecked = new Set(turns.filter((turn) => turn.unchecked).map((turn) => turn.id));
    this.#unchecked = Float64Array.from(this.#spans.filter(({ turn }) => unchecked.has(turn)), ({ from }) => from).sort();
  }

  /** Whether anything has a time, so that text and sound can go together. */
  get any(): boolean {
    return this.#spans.length > 0 || this.words.length > 0;
  }

  get anyUnchecked(): boolean {
    return this.#unchecked.length > 0;
  }

  get anyDoubtful(): boolean {
    return this.#doubtful.length > 0;
  }

  /** The word that is spoken at a second of the session; null for none. */
  wordAt(time: number): Cue | null {
    return this.words[this.#words.at(time, LINGER)] ?? null;
  }

  /** The turn that is spoken at a second; null for none. */
  turnAt(time: number): CueTurn | null {
    return this.turns[this.#turns.at(time)] ?? null;
  }

  /** From when to when a turn was spoken; null where nobody knows. */
  spanOf(turn: string): Cue | null {
    return this.#spans.find((span) => span.turn === turn) ?? null;
  }

  /** All turns that have times, in their order. */
  get spans(): readonly Cue[] {
    return this.#spans;
  }

  /** When the word at an offset was spoken, else its turn; null where nobody knows. */
  timeOf(turn: string, offset = 0): number | null {
    const found = this.turns[this.#place.get(turn) ?? -1];
    if (!found) return null;
    let begin: number | undefined;
    for (const timing of found.timings) {
      if ((timing[0] ?? 0) > offset && begin !== undefined) break;
      begin = timing[2];
      if ((timing[1] ?? 0) > offset) break;
    }
    if (begin !== undefined) return begin / 1000;
    return found.start ?? this.spanOf(turn)?.from ?? null;
  }

  /** When the words before an offset had been spoken, else the turn's end; null where nobody knows. */
  endOf(turn: string, offset: number): number | null {
    const found = this.turns[this.#place.get(turn) ?? -1];
    let finish: number | undefined;
    for (const timing of found?.timings ?? []) if ((timing[0] ?? 0) < offset) finish = timing[3];
    return finish !== undefined ? finish / 1000 : (this.spanOf(turn)?.to ?? null);
  }

  /** When the next turn begins that nobody has heard against the sound; from the beginning again after the last. */
  nextUnchecked(time: number): number | null {
    return next(this.#unchecked, time);
  }

  /** When the next word comes that the recogniser was not sure of. */
  nextDoubtful(time: number): number | null {
    return next(this.#doubtful, time);
  }
}

/** From when to when each turn was spoken: by its own times, else by those of its words; until the next one where no end is known. */
function spans(turns: readonly CueTurn[]): Cue[] {
  const known = turns.flatMap((turn) => {
    const first = turn.timings[0]?.[2];
    const from = turn.start ?? (first === undefined ? null : first / 1000);
    return from === null ? [] : [{ turn, from }];
  });
  const starts = known.map(({ from }) => from).sort((a, b) => a - b);
  return known.map(({ turn, from }) => {
    const spoken = turn.timings.reduce((end, timing) => Math.max(end, timing[3] ?? 0), 0) / 1000;
    const after = starts[upper(starts, from)] ?? from + 30;
    const to = turn.end ?? (spoken > from ? spoken : after);
    return { turn: turn.id, start: 0, end: Infinity, from, to: Math.max(to, from + 0.001) };
  });
}

/** How many of `rising` are not above `value`. */
function upper(rising: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function next(rising: Float64Array, time: number): number | null {
  // A little later than now, so that the next press goes on from the one that is there.
  return rising[upper(rising, time + 0.05)] ?? rising[0] ?? null;
}
