// The link to the server: there, or lost since when. Everything that talks to it asks here.

/** "locked": a server answers, but not to this window; it must be opened by its link again. */
export type LinkState = "open" | "lost" | "locked";

let state = $state<LinkState>("open");
let since = $state.raw<Date | null>(null);
let trying: (() => void) | null = null;
const back = new Set<() => void>();

export const link = {
  get state(): LinkState {
    return state;
  },
  /** Since when it is lost; null while it is open. */
  get since(): Date | null {
    return since;
  },
};

/** Notes that the server did not answer. */
export function lost(locked = false): void {
  if (state === "open") since = new Date();
  state = locked ? "locked" : "lost";
}

/** Notes that the server answers again, and tells everybody who waits for it. */
export function found(): void {
  if (state === "open") return;
  state = "open";
  since = null;
  for (const tell of back) tell();
}

/** Calls `tell` whenever the server is back; returns what stops it. */
export function onBack(tell: () => void): () => void {
  back.add(tell);
  return () => back.delete(tell);
}

/** Waits before the next attempt, or until the person says "Try now". */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done(): void {
      clearTimeout(timer);
      trying = null;
      resolve();
    }
    trying = done;
  });
}

/** Tries at once instead of at the end of the pause. */
export function tryNow(): void {
  trying?.();
}
