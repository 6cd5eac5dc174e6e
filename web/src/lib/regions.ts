// F6: from one region of the window to the next, so that no list has to be walked through.

const PLACES = "nav[aria-label], [data-region], main, footer";
const REACHED = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea, [tabindex="0"]';

/** Moves the focus to the next (1) or previous (-1) region. */
export function nextRegion(step: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLElement>(PLACES)].filter(
    (place) => place.offsetParent !== null && !(place.tagName === "MAIN" && place.querySelector("[data-region]")),
  );
  // The innermost region counts: a pane may hold another.
  const at = all.findLastIndex((place) => place.contains(document.activeElement));
  const start = at < 0 ? (step > 0 ? -1 : 0) : at;
  const next = all[(start + step + all.length) % all.length];
  if (next) focusIn(next);
}

/** Puts the focus on the current, else the first thing in a region that takes it. */
export function focusIn(place: HTMLElement): void {
  const inside = [...place.querySelectorAll<HTMLElement>(REACHED)].filter((e) => e.offsetParent !== null);
  const chosen = inside.find((e) => e.matches('[tabindex="0"], [aria-current]')) ?? inside[0];
  if (chosen) chosen.focus();
  else {
    place.tabIndex = -1;
    place.focus();
  }
}
