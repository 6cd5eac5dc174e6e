// The focus is never lost: where a change takes away or moves what had it, it goes to what stands
// there now. What stands in place, a form or a question, takes it, and Esc puts that away.

/**
 * Keeps the focus inside a place over changes; called while a component is set up.
 *
 * Args:
 *   place: the element that must not lose the focus.
 *   follow: reads what changes its content.
 *   stop: selector of what takes the focus instead.
 */
export function holdFocus(place: () => HTMLElement | undefined, follow: () => unknown, stop: string): void {
  let held = false;
  $effect.pre(() => {
    follow();
    held = place()?.contains(document.activeElement) ?? false;
  });
  $effect(() => {
    follow();
    if (held && document.activeElement === document.body) place()?.querySelector<HTMLElement>(stop)?.focus();
  });
}

/** Puts the focus on an element when it appears, whatever had it before. */
export function takeFocus(element: HTMLElement): void {
  element.focus();
}

/** Returns an attachment that calls `leave` when Esc is pressed inside the element. */
export function onEscape(leave: () => void): (element: HTMLElement) => () => void {
  return (element) => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      event.stopPropagation();
      leave();
    };
    element.addEventListener("keydown", press);
    return () => element.removeEventListener("keydown", press);
  };
}
