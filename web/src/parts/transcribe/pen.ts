// What is being typed into one turn, and when it is saved: at each pause of typing, and at the latest
// some seconds after it began. Nothing here draws; a key costs two timers and nothing else.

/** Milliseconds without a key after which the words are saved. */
export const PAUSE = 1_000;
/** Milliseconds after which they are saved however somebody types on. */
export const LATEST = 4_000;

/** Words to save: what they go on from, and what they are. */
export interface Written {
  turn: string;
  was: string;
  text: string;
}

export class Pen {
  turn = "";
  /** The words as they were sent last, or as the study has them. */
  base = "";
  text = "";
  #soon: ReturnType<typeof setTimeout> | undefined;
  #late: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param save called when words are to be saved; it asks for them with `take`.
   * @param changed called when there is something to save, or nothing any more.
   */
  constructor(readonly save: () => void, readonly changed: () => void) {}

  get dirty(): boolean {
    return this.text !== this.base;
  }

  /** Begins to write in a turn. */
  on(turn: string, text: string): void {
    this.#stop();
    [this.turn, this.base, this.text] = [turn, text, text];
  }

  /** The words have become these under the hand. */
  type(text: string): void {
    const before = this.dirty;
    this.text = text;
    clearTimeout(this.#soon);
    if (this.dirty) {
      this.#soon = setTimeout(this.save, PAUSE);
      this.#late ??= setTimeout(this.save, LATEST);
    } else this.#stop();
    if (before !== this.dirty) this.changed();
  }

  /** Gives the words to save and takes them for saved; the same words are given as well, to hold on to them. */
  take(): Written {
    this.#stop();
    const written = { turn: this.turn, was: this.base, text: this.text };
    this.base = this.text;
    if (written.was !== written.text) this.changed();
    return written;
  }

  /** The study has other words: what is typed goes on from them, or gives way to them. */
  rebase(text: string, keep: boolean): void {
    this.base = text;
    if (!keep) this.text = text;
    this.#stop();
    this.changed();
  }

  #stop(): void {
    clearTimeout(this.#soon);
    clearTimeout(this.#late);
    this.#soon = this.#late = undefined;
  }
}
