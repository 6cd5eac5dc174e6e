// The canvas's own words in plain English: for tests and the bench. The workbench gives it those
// of its catalogue.

import type { CanvasWords } from "./source";

export const plain: CanvasWords = {
  codings: (count) => (count === 1 ? "1 coding" : `${count} codings`),
  more: (count) => `+${count}`,
  begins: (code) => `${code} begins`,
  ends: (code) => `${code} ends`,
  selected: (words) => `Selected: ${words}`,
  nobody: "No speaker",
  here: (name) => `${name} reads here`,
  edit: {
    label: "Words of the turn",
    save: "Save",
    leave: "Leave as it was",
    split: "Split here",
    join: "Join with the next",
    speaker: "Speaker",
    none: "No speaker",
    changed: "Somebody else has changed it meanwhile:",
    take: "Take theirs",
    startOf: "Beginning",
    endOf: "End",
  },
};
