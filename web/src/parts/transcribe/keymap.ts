// Keys of a transcript that is written or checked, beside digits and marks: while one walks over its
// turns a letter is enough, while one writes it goes with Alt.

import type { Binding } from "../../lib/keys.svelte";
import type { Sheet } from "./sheet.svelte";

interface Does {
  sheet: Sheet;
  check: () => void;
  next: () => void;
  ask: () => void;
  play: () => unknown;
  stamp: () => boolean;
}

/** The bindings; they act while the focus is on the screen. */
export function rowKeys({ sheet, check, next, ask, play, stamp }: Does): Binding[] {
  const on = (event: Event): boolean => event.target instanceof HTMLElement && event.target.matches(".row");
  const row = (run: () => unknown) => (event: KeyboardEvent): unknown => (on(event) && !sheet.writing ? run() : false);
  const walk = (step: number): Binding["run"] => (event) => (on(event) ? sheet.walk(step) : false);
  const reading: Binding[] = [
    { keys: "ArrowDown", what: "transcribe.keys.walk", run: walk(1) },
    { keys: "ArrowUp", what: "transcribe.keys.walkBack", run: walk(-1) },
    { keys: "Alt+ArrowDown", what: "transcribe.keys.walk", run: () => sheet.walk(1) },
    { keys: "Alt+ArrowUp", what: "transcribe.keys.walkBack", run: () => sheet.walk(-1) },
    { keys: "Space", what: "player.keys.play", run: row(play) },
  ];
  if (sheet.readonly) return reading;
  return [
    { keys: "1-9", what: "transcribe.keys.person" },
    { keys: "Alt+1-9", what: "transcribe.keys.personWriting" },
    { keys: "m", what: "transcribe.keys.moderator" },
    { keys: "0", what: "transcribe.keys.nobody" },
    { keys: "Enter", what: "transcribe.keys.heard", run: row(check) },
    { keys: "Ctrl+Enter", what: "transcribe.keys.heardWriting" },
    { keys: "F2", what: "transcribe.keys.write", run: row(() => sheet.go(sheet.at, true, "end")) },
    { keys: "e", what: "transcribe.keys.write", run: row(() => sheet.go(sheet.at, true, "end")) },
    { keys: "Escape", what: "transcribe.keys.walkOnly" },
    { keys: "Alt+N", what: "transcribe.keys.next", run: next },
    { keys: "u", what: "transcribe.keys.next", run: row(next) },
    { keys: "Alt+A", what: "transcribe.keys.ask", run: ask },
    { keys: "a", what: "transcribe.keys.ask", run: row(ask) },
    { keys: "Alt+T", what: "transcribe.keys.stamp", run: stamp },
    ...reading,
  ];
}
