// Doing things: steps go to the server one after the other, in the order in which they were made.
//
// Until it is acknowledged a step stands in the tab's session storage too, so that a reload keeps
// it; what waits is sent in order when the server is back. Each has a name of its own, by which the
// study knows one that it has done already: nothing is lost, and nothing is done twice.

import { untrack } from "svelte";

import { ApiError, Gone, get, post } from "./api";
import { did } from "./steps";
import { found, link, lost, onBack } from "./link.svelte";
import type { Kind, Step } from "./model";
import { store, type Change } from "./store.svelte";
import { t } from "./words/index.svelte";

/** The answer to a step. */
export interface Done {
  seq: number;
  gesture: string;
  /** What each operation returned: the id of what it made, as a rule. */
  results: unknown[];
  changed: Change[];
  /** Kinds to load anew instead, where the step touched very many records. */
  reload?: Kind[];
  /** The operation; after undo and redo, the one taken back. */
  operation: string;
  /** The same as a sentence of the server's. */
  what: string;
}

export interface Doing {
  /** What is done, as a sentence in the language of the person; shown in the status line. */
  what?: string;
  /** The operation's name for the history, if not that of the first step. */
  name?: string;
  reason?: string;
}

/** A step that has been saved, for the status line. */
export interface Saved {
  what: string;
  gesture: string;
  at: Date;
  /** It was an undoing, so it offers to do it again. */
  undone: boolean;
}

interface Waiting {
  /** Sent again under the same name it is not done again. */
  request: string;
  route: "/do" | "/undo" | "/redo";
  body: Record<string, unknown>;
  what: string;
  /** The study's last step when this one was made. */
  after: number;
  /** The member who made it, where that was before the page was loaded. */
  by?: string;
  resolve?: (done: Done) => void;
  reject?: (error: unknown) => void;
}

/** A step that waited and was refused when the server was back. */
export interface RefusedLater {
  what: string;
  error: ApiError;
}

const KEEP = "heddle.waiting";
let queue = $state.raw<Waiting[]>([]);
let saved = $state.raw<Saved | null>(null);
let refused = $state.raw<RefusedLater[]>([]);
let sending = false;
const own = new Set<number>();
/** What the steps of this window did, by gesture, to say what an undo has taken back. */
const told = new Map<string, string>();

export const doing = {
  /** The last step that was saved in this window. */
  get saved(): Saved | null {
    return saved;
  },
  /** How many steps wait for the server. */
  get waiting(): number {
    return queue.length;
  },
  /** What waits, as it will be asked of the study, in its order. */
  get steps(): readonly Step[] {
    return queue.filter((one) => one.route === "/do").flatMap((one) => one.body["steps"] as Step[]);
  },
  /** Steps that waited and were then refused; the person looks at them and puts them away. */
  get refused(): readonly RefusedLater[] {
    return refused;
  },
  forgetRefused(): void {
    refused = [];
  },
  /** Tells whether a step of this number was made in this window. */
  own(seq: number): boolean {
    return own.has(seq);
  },
};

/** Stands for what an earlier step of the same list returns, such as the id of the code it makes. */
export function resultOf(step: number): string {
  // Operations are typed by what the study takes; the server puts the id in before it looks.
  return { $result: step } as unknown as string;
}

/** Does one or several operations as one step; throws ApiError where the study refuses. */
export function act(steps: Step | Step[], options: Doing = {}): Promise<Done> {
  const { what = "", ...rest } = options;
  return enqueue("/do", { steps: Array.isArray(steps) ? steps : [steps], ...rest }, what);
}

/** Takes back one's latest step that stands, or a named one. */
export function undo(gesture?: string): Promise<Done> {
  return enqueue("/undo", gesture ? { gesture } : {}, "");
}

/** Does again what was undone last. */
export function redo(): Promise<Done> {
  return enqueue("/redo", {}, "");
}

function enqueue(route: Waiting["route"], body: Waiting["body"], what: string): Promise<Done> {
  if (store.asOf !== null) {
    return Promise.reject(new ApiError(409, "past", t("past.problem"), t("past.hint")));
  }
  return new Promise((resolve, reject) => {
    // Untracked: a step may be made inside an effect without following the queue.
    const step = { request: crypto.randomUUID(), route, body, what, after: untrack(() => store.seq), resolve, reject };
    queue = [...untrack(() => queue), step];
    keep();
    void pump();
  });
}

async function pump(): Promise<void> {
  if (sending || link.state !== "open") return;
  sending = true;
  try {
    for (let first = queue[0]; first; first = queue[0]) {
      if (!(await send(first))) break;
      queue = queue.slice(1);
      keep();
    }
  } finally {
    sending = false;
  }
}

/** Sends one step; returns whether it is settled, done or refused. */
async function send(step: Waiting): Promise<boolean> {
  try {
    if (step.by && step.by !== store.me) await workAs(step.by);
    const { request } = step;
    // What the person saw when deciding goes along: what somebody else has set since is not overwritten.
    const body = step.route === "/do" ? { ...step.body, request, as_of_seq: step.after } : { ...step.body, request };
    settle(step, await post<Done>(step.route, body));
    return true;
  } catch (error) {
    if (error instanceof Gone) {
      lost(error.unauthorised);
      return false;
    }
    turnDown(step, error);
    return true;
  }
}

function settle(step: Waiting, done: Done): void {
  if (done.changed.length || done.reload?.length) own.add(done.seq);
  const undone = step.route !== "/do";
  if (done.reload?.length) void store.reload(done.reload, done.seq);
  else if (done.changed.length) store.apply(done.changed, done.seq, { own: true, undone });
  saved = { what: step.what || did(done.operation, done.what), gesture: done.gesture, at: new Date(), undone: step.route === "/undo" };
  told.set(done.gesture, saved.what);
  if (undone) void nameUndone(done.gesture);
  step.resolve?.(done);
}

/** Says what was undone in the words that were used when it was done. */
async function nameUndone(gesture: string): Promise<void> {
  try {
    const [row] = await get<{ gesture: string; undoes: string }[]>("/history", { limit: 1 });
    const what = row?.gesture === gesture ? told.get(row.undoes) : undefined;
    if (!what) return;
    told.set(gesture, what);
    if (saved?.gesture === gesture) saved = { ...saved, what };
  } catch {
    // The server's own sentence stands there already.
  }
}

function turnDown(step: Waiting, error: unknown): void {
  // Whoever made the step says it where the hand is; after a reload there is only the status line.
  if (step.reject) step.reject(error);
  else if (error instanceof ApiError) refused = [...refused, { what: step.what, error }];
  else throw error;
}

/** Keeps what waits over a reload of the page; nothing is kept once all is saved. */
function keep(): void {
  const waiting = untrack(() => queue);
  if (waiting.length === 0) {
    sessionStorage.removeItem(place());
    return;
  }
  const me = untrack(() => store.me);
  const plain = waiting.map(({ request, route, body, what, after, by }) => ({ request, route, body, what, after, by: by ?? me }));
  try {
    sessionStorage.setItem(place(), JSON.stringify(plain));
  } catch {
    // More than a tab may keep: it is still sent from here, and only a reload would lose it.
  }
}

/** Where the steps of this study wait; those of another one, served here before, stay where they are. */
function place(): string {
  return `${KEEP}.${untrack(() => store.study?.folder) ?? ""}`;
}

/** Takes up what waited before the page was loaded, and goes on whenever the server is back. */
export function resume(): () => void {
  try {
    const kept = JSON.parse(sessionStorage.getItem(place()) ?? "[]") as Waiting[];
    // A window that takes up twice has them already.
    queue = [...kept.filter((step) => !queue.some((one) => one.request === step.request)), ...queue];
  } catch {
    sessionStorage.removeItem(place());
  }
  void pump();
  return onBack(() => void pump());
}

/** Tells the server who works in this window. */
export async function workAs(member: string): Promise<void> {
  await post("/me", { member });
  found();
  if (store.study) store.study = { ...store.study, me: member };
}
