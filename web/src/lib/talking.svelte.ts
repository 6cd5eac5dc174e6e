// Who spoke how much: words by speaker of each source, counted from its turns.

import { SvelteMap } from "svelte/reactivity";

import { get } from "./api";
import type { Speaker } from "./model";
import { store } from "./store.svelte";

interface Columns {
  speakers: Speaker[];
  turns: { speaker: string[]; text: string[] };
}

/** Words by speaker id, by source; a source that is not loaded yet is missing. */
export const talking = new SvelteMap<string, ReadonlyMap<string, number>>();

/** Loads the counts of sources that are not known yet, one after the other. */
export async function countTalk(sources: readonly string[]): Promise<void> {
  for (const id of sources) {
    if (talking.has(id)) continue;
    const { speakers, turns } = await get<Columns>(`${store.base}/sources/${id}`);
    const counts = new Map(speakers.map((speaker) => [speaker.id, 0]));
    turns.text.forEach((text, i) => {
      const speaker = turns.speaker[i] ?? "";
      counts.set(speaker, (counts.get(speaker) ?? 0) + (text.match(/[\p{L}\p{N}](?:[\p{L}\p{N}'’-]*)/gu)?.length ?? 0));
    });
    talking.set(id, counts);
  }
}

/** Returns the words of a participant in all sources that are counted. */
export function wordsSaid(participant: string): number | null {
  const own = store.all("speakers").filter((speaker) => speaker.participant === participant);
  const counts = own.map((speaker) => talking.get(speaker.source)?.get(speaker.id)).filter((n) => n !== undefined);
  return counts.length ? counts.reduce((sum, n) => sum + n, 0) : null;
}
