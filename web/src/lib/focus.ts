// Focus for what has just appeared: `autofocus` works only while nothing else has the focus.

/** As an attachment, `{@attach takeFocus}`: takes the focus, the caret at the end. */
export function takeFocus(node: HTMLElement): void {
  node.focus();
  if (node instanceof HTMLTextAreaElement || (node instanceof HTMLInputElement && node.type === "text")) {
    node.setSelectionRange(node.value.length, node.value.length);
  }
}

/** The same with all of the text selected, as for a name that is changed. */
export function takeFocusAll(node: HTMLInputElement): void {
  node.focus();
  node.select();
}
