// Where the selection is in a text that is shown in pieces: counted in the person's own words only.

/** Returns the text nodes that hold words of the person (inside elements with `data-said`). */
function said(root: HTMLElement): Text[] {
  const found: Text[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement?.closest("[data-said]")) found.push(node as Text);
  }
  return found;
}

/** Returns how many UTF-16 units of the person's words stand before a place in the page. */
export function unitsBefore(root: HTMLElement, node: Node, offset: number): number {
  const range = document.createRange();
  range.setStart(root, 0);
  range.setEnd(node, offset);
  let units = 0;
  for (const text of said(root)) {
    if (text === node) return units + offset;
    if (range.comparePoint(text, text.length) > 0) break;
    units += text.length;
  }
  return units;
}

/** Returns the selected stretch in UTF-16 units of the person's words; null where it is elsewhere. */
export function selected(root: HTMLElement): { start: number; end: number } | null {
  const selection = document.getSelection();
  const { anchorNode, focusNode } = selection ?? {};
  if (!selection || !anchorNode || !focusNode || !root.contains(anchorNode) || !root.contains(focusNode)) return null;
  const a = unitsBefore(root, anchorNode, selection.anchorOffset);
  const b = unitsBefore(root, focusNode, selection.focusOffset);
  return { start: Math.min(a, b), end: Math.max(a, b) };
}

/** Puts the caret behind so many UTF-16 units of the person's words. */
export function putCaret(root: HTMLElement, units: number): void {
  let left = units;
  for (const text of said(root)) {
    if (left <= text.length) {
      document.getSelection()?.collapse(text, left);
      return;
    }
    left -= text.length;
  }
  document.getSelection()?.selectAllChildren(root);
  document.getSelection()?.collapseToEnd();
}
