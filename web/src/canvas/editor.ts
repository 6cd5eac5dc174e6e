// Correcting one turn where it stands: its words, its speaker, splitting and joining it.
//
// Only the turn is ever in an editor, never the document. Nothing is written until the person
// says so; the codings in the turn are carried by the server.

import type { CanvasWords, Speaker, Turn } from "./source";
import { Units } from "./units";

/** What a person did to a turn. */
export type Correction =
  | { does: "correct"; turn: string; text: string; speaker: string | null }
  | { does: "split"; turn: string; text: string; at: number }
  | { does: "join"; turn: string; text: string };

export class Editor {
  readonly turn: string;
  #box = document.createElement("form");
  #text = document.createElement("textarea");
  #speaker = document.createElement("select");
  #note = document.createElement("p");
  #base: Turn;
  #closed = false;

  /** @param done gets what was done, or null where the turn was left as it was. */
  constructor(
    readonly article: HTMLElement,
    turn: Turn,
    speakers: Iterable<Speaker>,
    readonly words: CanvasWords["edit"],
    readonly done: (correction: Correction | null) => void,
  ) {
    this.turn = turn.id;
    this.#base = turn;
    this.#build([...speakers]);
    article.classList.add("editing");
    article.append(this.#box);
    this.#grow();
    this.#text.focus();
    this.#text.setSelectionRange(0, 0);
  }

  #build(speakers: Speaker[]): void {
    const { words } = this;
    this.#box.className = "turn-editor";
    this.#text.value = this.#base.text;
    this.#text.setAttribute("aria-label", words.label);
    this.#text.spellcheck = true;
    this.#speaker.setAttribute("aria-label", words.speaker);
    this.#speaker.className = "input";
    this.#speaker.append(choice(words.none, ""), ...speakers.map((speaker) => choice(speaker.name, speaker.id)));
    this.#speaker.value = this.#base.speaker;
    this.#note.className = "note warn";
    this.#note.hidden = true;
    this.#note.setAttribute("role", "status");
    const row = document.createElement("div");
    row.className = "acts";
    row.append(
      this.#speaker,
      button(words.save, "btn main", () => this.#save(), "Ctrl Enter"),
      button(words.split, "btn", () => this.#split()),
      button(words.join, "btn", () => this.#end({ does: "join", turn: this.turn, text: this.text })),
      button(words.leave, "btn bare", () => this.#end(null), "Esc"),
    );
    this.#box.append(this.#text, this.#note, row);
    this.#box.addEventListener("submit", (event) => (event.preventDefault(), this.#save()));
    this.#text.addEventListener("input", () => this.#grow());
    this.#box.addEventListener("keydown", (event) => this.#key(event));
  }

  /** The words as they stand in the editor; line ends are single. */
  get text(): string {
    return this.#text.value.replace(/\r\n?/g, "\n");
  }

  /** Whether the person has changed anything. */
  get changed(): boolean {
    return this.text !== this.#base.text || this.#speaker.value !== this.#base.speaker;
  }

  /** Somebody else has changed the turn meanwhile: both are shown, the own words first. */
  meanwhile(turn: Turn): void {
    if (turn.text === this.#base.text) return;
    if (!this.changed) this.#text.value = turn.text;
    else {
      const theirs = document.createElement("q");
      theirs.textContent = turn.text;
      const take = button(this.words.take, "link", () => {
        this.#text.value = turn.text;
        this.#note.hidden = true;
        this.#grow();
      });
      this.#note.replaceChildren(this.words.changed, " ", theirs, " ", take);
      this.#note.hidden = false;
    }
    this.#base = turn;
    this.#grow();
  }

  /** Takes the editor away; the words as they were in it stay with the caller. */
  close(): void {
    this.#closed = true;
    this.article.classList.remove("editing");
    this.#box.remove();
  }

  #key(event: KeyboardEvent): void {
    event.stopPropagation(); // the transcript's keys are not for somebody who writes
    if (event.isComposing) return;
    if (event.key === "Escape") this.#end(null);
    else if (event.key === "Enter" && event.ctrlKey) this.#save();
    else return;
    event.preventDefault();
  }

  #save(): void {
    if (!this.changed) return this.#end(null);
    const speaker = this.#speaker.value === this.#base.speaker ? null : this.#speaker.value;
    this.#end({ does: "correct", turn: this.turn, text: this.text, speaker });
  }

  #split(): void {
    const at = new Units(this.text).toPoints(this.#text.selectionStart);
    this.#end({ does: "split", turn: this.turn, text: this.text, at });
  }

  #end(correction: Correction | null): void {
    if (!this.#closed) this.done(correction);
  }

  #grow(): void {
    this.#text.style.height = "auto";
    this.#text.style.height = `${this.#text.scrollHeight + 2}px`;
  }
}

function choice(text: string, value: string): HTMLOptionElement {
  const made = document.createElement("option");
  made.textContent = text;
  made.value = value;
  return made;
}

function button(text: string, name: string, act: () => void, keys = ""): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = name;
  made.append(text);
  if (keys) {
    const hint = document.createElement("kbd");
    hint.textContent = keys;
    made.append(" ", hint);
  }
  made.addEventListener("click", act);
  return made;
}
