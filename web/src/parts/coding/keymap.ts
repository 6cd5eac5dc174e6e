// Keys of the transcript beyond moving: what a person does with a selection or a coding.

import type { Binding } from "../../lib/keys.svelte";
import type { Desk } from "./desk.svelte";

/** Goes to the rating of the chosen coding, where its code is an area of readiness. */
function rate(): void {
  document.querySelector<HTMLElement>(".cod.chosen .rating input:checked, .cod.chosen .rating input")?.focus();
}

/** The bindings for one transcript; they act while the focus is in it. */
export function deskKeys(desk: Desk, memo: () => void, claim: () => void): Binding[] {
  const onCoding = (run: (coding: NonNullable<Desk["current"]>) => unknown) => (): unknown => {
    const { current } = desk;
    if (!desk.empty || !current) return false;
    run(current);
    return true;
  };
  const reading = (run: () => unknown) => (): unknown => (desk.empty ? run() : false);
  const walking: Binding[] = [
    { keys: "ArrowDown", what: "coding.keys.turn" },
    { keys: "ArrowRight", what: "coding.keys.sentence" },
    { keys: "Ctrl+ArrowRight", what: "coding.keys.word" },
    { keys: "Shift", what: "coding.keys.extend" },
    { keys: "j", what: "coding.keys.next", run: reading(() => desk.step(false)) },
    { keys: "k", what: "coding.keys.back", run: reading(() => desk.step(true)) },
    { keys: "u", what: "coding.keys.uncoded", run: reading(() => desk.nextUncoded()) },
    { keys: "l", what: "coding.keys.lift", run: reading(() => desk.lift(desk.lifted || (desk.current?.code ?? ""))) },
  ];
  if (desk.readonly) return walking;
  return [
    ...walking,
    { keys: "Enter", what: "coding.keys.ask" },
    { keys: "1-9", what: "coding.keys.pinned" },
    { keys: ".", what: "coding.keys.repeat" },
    { keys: "m", what: "coding.keys.memo", run: reading(memo) },
    { keys: "Alt+M", what: "coding.keys.memo", run: memo },
    { keys: "q", what: "coding.keys.quote", run: onCoding(() => desk.quote()) },
    { keys: "Alt+Q", what: "coding.keys.quote", run: () => void desk.quote() },
    { keys: "Alt+L", what: "claims.asEvidence", run: claim },
    { keys: "Alt+N", what: "names.mark", run: () => void desk.substitute() },
    { keys: "c", what: "coding.keys.change", run: onCoding((coding) => desk.askRecode(coding)) },
    { keys: "e", what: "coding.keys.edges", run: onCoding((coding) => desk.canvas?.moveEdges(coding.id)) },
    { keys: "r", what: "readiness.keys.rate", run: onCoding(() => rate()) },
    { keys: "Delete", what: "coding.keys.remove", run: onCoding((coding) => desk.remove(coding)) },
    { keys: "F2", what: "coding.keys.correct", run: () => desk.canvas?.edit(desk.span?.end_turn ?? "") },
  ];
}
