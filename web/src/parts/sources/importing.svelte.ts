// Files on their way into the study: previewed, answered for, carried out.
//
// A file stays in this window until its import is done: another answer is asked for with the same
// bytes. Nothing of it is kept anywhere else, and nothing is imported without a person's word.

import { path, post, reach, upload } from "../../lib/api";
import type { Done } from "../../lib/act.svelte";
import { store } from "../../lib/store.svelte";
import { said, turnOf, type Answers, type ImportReport, type Previewed } from "./preview";

interface Imported extends Done {
  report: ImportReport;
}

let last = 0;

/** One file. */
export class Waiting {
  readonly key = `file-${(last += 1)}`;
  readonly file: File;
  answers = $state.raw<Answers>({});
  /** What the study says about it; null while it reads for the first time. */
  told = $state.raw<Previewed | null>(null);
  reading = $state(false);
  /** Something that went wrong beyond the file: the server is away, the disk is full. */
  error = $state.raw<unknown>(null);
  report = $state.raw<ImportReport | null>(null);
  #asked = 0;

  constructor(file: File) {
    this.file = file;
  }

  get name(): string {
    return this.file.name;
  }

  /** It can be imported as it is. */
  get ready(): boolean {
    return !this.report && !this.reading && Boolean(this.told?.plan);
  }

  /** Takes an answer and asks for a new preview. */
  async answer(more: Answers): Promise<void> {
    this.answers = said({ ...this.answers, ...more });
    await this.look();
  }

  /** Says who a speaker is; empty takes the word back. */
  async join(label: string, who: string): Promise<void> {
    const speakers = { ...this.answers.speakers };
    if (who) speakers[label] = who;
    else delete speakers[label];
    await this.answer({ speakers });
  }

  /** Asks what importing it would do. */
  async look(): Promise<void> {
    const asked = (this.#asked += 1);
    const before = this.told?.plan;
    this.reading = true;
    const form = new FormData();
    form.append("file", this.file, this.name);
    form.append("options", JSON.stringify(this.answers));
    try {
      const [told] = await upload<Previewed[]>("/import/preview", form);
      if (asked !== this.#asked) return; // a later answer is on its way
      this.told = told ?? null;
      this.error = null;
    } catch (reason) {
      if (asked === this.#asked) this.error = reason;
    } finally {
      if (asked === this.#asked) this.reading = false;
      forget(before);
    }
  }

  /** Imports it; what the study refuses is said at the file. */
  async carry(): Promise<boolean> {
    const plan = this.told?.plan;
    if (!plan || this.report) return false;
    this.reading = true;
    try {
      const done = await post<Imported>(`/import/${plan}/carry`, {});
      if (done.reload?.length) await store.reload(done.reload, done.seq);
      else store.apply(done.changed, done.seq, { own: true });
      this.report = done.report;
      this.error = null;
      return true;
    } catch (reason) {
      this.error = reason;
      return false;
    } finally {
      this.reading = false;
    }
  }

  /** Puts it away. */
  drop(): void {
    this.#asked += 1;
    if (!this.report) forget(this.told?.plan);
  }
}

class Imports {
  files = $state.raw<Waiting[]>([]);

  /** Takes files up and asks what they are, one after the other. */
  async add(files: Iterable<File>): Promise<void> {
    const fresh = [...files].map((file) => new Waiting(file));
    this.files = [...this.files, ...fresh];
    for (const one of fresh) await one.look();
  }

  /** Imports one file; what the others rest on may have changed, so they are looked at again. */
  async carry(one: Waiting): Promise<void> {
    if (await one.carry()) await this.#again();
  }

  /** Imports all that can be, people before their talk; a refusal stops nothing else. */
  async carryAll(): Promise<void> {
    const order = this.files.filter((one) => one.ready)
      .sort((a, b) => turnOf(a.told?.preview?.kind ?? "") - turnOf(b.told?.preview?.kind ?? ""));
    for (const one of order) await one.carry();
    await this.#again();
  }

  async #again(): Promise<void> {
    for (const one of this.files) if (!one.report && !one.reading) await one.look();
  }

  drop(one: Waiting): void {
    one.drop();
    this.files = this.files.filter((other) => other !== one);
  }

  clear(): void {
    for (const one of this.files) one.drop();
    this.files = [];
  }
}

/** The files of this window; they outlast a look at another screen. */
export const imports = new Imports();

function forget(plan: string | undefined): void {
  // It goes by itself after half an hour, so a failure is not worth a word.
  if (plan) reach(path(`/import/${plan}`), { method: "DELETE" }).catch(() => undefined);
}
