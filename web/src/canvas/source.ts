// What the canvas is given and what it gives back: plain data, with offsets in code points.

/** A coding as GET /api/sources/{id} sends it, row by row. */
export interface Coding {
  readonly id: string;
  readonly turn: string;
  readonly start: number;
  readonly end_turn: string;
  readonly end: number;
  readonly code: string;
  readonly coder: string;
  /** Its words were corrected away; it marks the place where they were. */
  readonly gone: boolean;
  readonly note: string;
}

/** A mark as a record has it: number of the kind, first and last code point, and what is known more. */
export type Kept = readonly (number | string)[];

export interface Turn {
  readonly id: string;
  readonly position: number;
  readonly speaker: string;
  readonly text: string;
  readonly start: number | null;
  readonly end: number | null;
  /** What is heard in it and is no word. */
  readonly marks?: readonly Kept[];
}

export interface Speaker {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

/** The answer of GET /api/sources/{id}: columns, because ten thousand rows repeat their names. */
export interface SourceColumns {
  source: { id: string; name: string; language: string; convention?: string };
  speakers: readonly Speaker[];
  turns: {
    id: string[];
    speaker: string[];
    text: string[];
    start: (number | null)[];
    end: (number | null)[];
    position: number[];
  };
  /** `turn` and `end_turn` are places in `turns`. */
  codings: {
    id: string[];
    turn: number[];
    start: number[];
    end_turn: number[];
    end: number[];
    code: string[];
    coder: string[];
    gone: boolean[];
    note: string[];
  };
  /** Marks by turn, of those that have some. */
  marks?: Readonly<Record<string, readonly Kept[]>>;
}

/** A stretch of a source: from a point in one turn to a point in the same or a later one. */
export interface Span {
  readonly turn: string;
  readonly start: number;
  readonly end_turn: string;
  readonly end: number;
}

/** A point in a turn, in code points. */
export interface Point {
  readonly turn: string;
  readonly offset: number;
}

/** How a code looks and is called. */
export interface CodeLook {
  readonly name: string;
  /** 0 to 16: the dye of style/dyes.css. */
  readonly dye: number;
}

/** How a member of the team is named beside a coding. */
export interface CoderLook {
  readonly name: string;
  /** Empty for the person who works here: one's own codings carry no initials. */
  readonly initials: string;
}

/** Words of a turn that others stand for, in code points; `text` stands in brackets already. */
export interface Stand {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What is shown: undefined means all of them. */
export interface Shown {
  coders?: ReadonlySet<string> | undefined;
  codes?: ReadonlySet<string> | undefined;
  speakers?: ReadonlySet<string> | undefined;
  /** Turns with a coding step back, so that the others stand out. */
  uncoded?: boolean;
}

/** A change of a record, as the store tells it. */
export interface RecordChange {
  readonly kind: string;
  readonly id: string;
  readonly record: unknown;
}

/** The texts that the canvas itself says; the screen gives them in the language of the person. */
export interface CanvasWords {
  /** "2 codings" */
  codings(count: number): string;
  /** "and 3 more" */
  more(count: number): string;
  /** "begins: Trusting", read aloud in the mode that reads codings. */
  begins(code: string): string;
  ends(code: string): string;
  /** What is said of a selection: "selected: …". */
  selected(words: string): string;
  nobody: string;
  /** "{name} reads here" */
  here(name: string): string;
  edit: {
    label: string;
    save: string;
    leave: string;
    split: string;
    join: string;
    speaker: string;
    none: string;
    changed: string;
    take: string;
    startOf: string;
    endOf: string;
  };
}

export interface CanvasOptions {
  words: CanvasWords;
  /** What the region is called, for screen readers. */
  label: string;
}
