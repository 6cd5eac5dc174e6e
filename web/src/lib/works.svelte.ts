// Long works of the server as this window knows them: told by the feed as they go on.

import { SvelteMap } from "svelte/reactivity";

/** A work, as GET /api/works lists it. */
export interface Work {
  readonly id: string;
  /** What is made: "peaks", "playback", "recognition". */
  readonly kind: string;
  /** Id of the record that it is about. */
  readonly about: string;
  readonly state: "waiting" | "running" | "done" | "stopped" | "failed";
  /** From 0 to 1. */
  readonly progress: number;
  readonly doing: string;
  readonly problem: string;
  readonly hint: string;
}

const all = new SvelteMap<string, Work>();
const followers = new Set<(work: Work) => void>();

export const works = {
  /** Works that run or wait, of some records. */
  of(about: ReadonlySet<string>): Work[] {
    return [...all.values()].filter((work) => about.has(work.about) && (work.state === "running" || work.state === "waiting"));
  },
  take(work: Work): void {
    all.set(work.id, work);
    for (const follower of followers) follower(work);
  },
  /** Calls `follower` whenever a work is told; returns what stops it. */
  follow(follower: (work: Work) => void): () => void {
    followers.add(follower);
    return () => followers.delete(follower);
  },
};
