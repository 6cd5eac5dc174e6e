// Doing things: steps go to the server one after the other, in the order in which they were made.
//
// While the server is away they wait, in this window and in the tab's session storage (so that a
// reload keeps them), and are sent in order when it is back. A step whose answer was cut off is
// looked up in the history before it is sent again: nothing is lost, and nothing is done twice.

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
  /** The operation as a sentence of the server's; after undo and redo, the one taken back. */
  what?: string;
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
  route: "/do" | "/undo" | "/redo";
  body: Record<string, unknown>;
  what: string;
  /** The study's last step when this one was made. */
  after: number;
  /** It has been sent, and no answer came. */
  unsure: boolean;
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
    queue = [...untrack(() => queue), { route, body, what, after: untrack(() => store.seq), unsure: false, resolve, reject }];
    if (link.state !== "open") keep();
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
    const before = step.unsure ? await arrived(step) : null;
    step.unsure = true;
    // What the person saw when deciding goes along: what somebody else has set since is not overwritten.
    const body = step.route === "/do" ? { ...step.body, as_of_seq: step.after } : step.body;
    settle(step, before ?? (await post<Done>(step.route, body)));
    return true;
  } catch (error) {
    if (error instanceof Gone) {
      lost(error.unauthorised);
      keep();
      return false;
    }
    turnDown(step, error);
    return true;
  }
}

function settle(step: Waiting, done: Done): void {
  // A step found in the history is left to the feed, which has its records.
  if (done.changed.length || done.reload?.length) own.add(done.seq);
  const undone = step.route !== "/do";
  if (done.reload?.length) void store.reload(done.reload, done.seq);
  else if (done.changed.length) store.apply(done.changed, done.seq, { own: true, undone });
  const said = step.route === "/do" ? step.body : {};
  const named = String((said as { name?: string }).name ?? (said as { steps?: Step[] }).steps?.[0]?.op ?? "");
  saved = { what: step.what || (named ? did(named, done.what) : (done.what ?? "")), gesture: done.gesture, at: new Date(), undone: step.route === "/undo" };
  told.set(done.gesture, saved.what);
  if (undone) void nameUndone(done.gesture);
  step.resolve?.(done);
}

/** Says what was undone in the words that were used when it was done. */
async function nameUndone(gesture: string): Promise<void> {
  try {
    const [row] = await get<HistoryRow[]>("/history", { limit: 1 });
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

interface HistoryRow {
  seq: number;
  gesture: string;
  actor: string;
  operation: string;
  undoes: string;
  changes: { record: string; action: string }[];
}

/** Looks in the history whether a step without an answer was saved after all. */
async function arrived(step: Waiting): Promise<Done | null> {
  const rows = await get<HistoryRow[]>("/history", { limit: 50 });
  const steps = step.body.steps as Step[] | undefined;
  const name = step.route === "/do" ? (step.body.name ?? steps?.[0]?.op) : step.route.slice(1);
  const row = rows.find(
    (r) => r.seq > step.after && r.actor === store.me && r.operation === name && !own.has(r.seq),
  );
  if (!row) return null;
  const made = row.changes.filter((change) => change.action === "create").map((change) => change.record);
  // What it changed comes by the feed, which starts again at the last step that was known.
  return { seq: row.seq, gesture: row.gesture, results: made, changed: [] };
}

/** Keeps what waits over a reload of the page; nothing is kept once all is saved. */
function keep(): void {
  if (queue.length === 0) sessionStorage.removeItem(KEEP);
  else {
    const plain = queue.map(({ route, body, what, after, unsure }) => ({ route, body, what, after, unsure }));
    sessionStorage.setItem(KEEP, JSON.stringify({ study: store.study?.folder, plain }));
  }
}

/** Takes up what waited before the page was loaded, and goes on whenever the server is back. */
export function resume(): () => void {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEEP) ?? "{}") as { study?: string; plain?: Waiting[] };
    if (kept.study === store.study?.folder) queue = [...(kept.plain ?? []), ...queue];
  } catch {
    sessionStorage.removeItem(KEEP);
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
