// Turns that nobody is named for, and who was tapped there: as steps that mark them as guessed.

import { resultOf } from "../../lib/act.svelte";
import type { Speaker, Step } from "../../lib/model";

/** Whose turn it may be, as the server says. */
export interface Proposed {
  turn: string;
  source: string;
  participant: string;
  member: string;
}

/** Returns the steps that give turns to those who were tapped; a speaker that a source has not is added first. */
export function named(proposed: readonly Proposed[], speakers: readonly Speaker[], nameOf: (id: string) => string): Step[] {
  const steps: Step[] = [];
  const groups = new Map<string, Proposed[]>();
  for (const one of proposed) {
    const key = `${one.source} ${one.participant || one.member}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  for (const group of groups.values()) {
    const { source, participant, member } = group[0]!;
    const name = nameOf(participant || member);
    const own = speakers.filter((one) => one.source === source);
    const known = own.find((one) => (participant ? one.participant === participant : one.member === member)) ?? own.find((one) => one.name === name);
    let speaker = known?.id;
    if (!speaker) {
      speaker = resultOf(steps.length);
      steps.push({ op: "speakers.add", source, name, ...(participant ? { participant, role: "participant" } : { member, role: "moderator" }) });
    }
    steps.push({ op: "turns.assign", turns: group.map((one) => one.turn), speaker, guessed: true });
  }
  return steps;
}
