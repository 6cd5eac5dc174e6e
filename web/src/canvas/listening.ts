// What the canvas hears besides the hand: scrolling, copying, printing, a window of another width.

export interface Heard {
  readonly scroller: HTMLElement;
  readonly root: HTMLElement;
  scrolled(): void;
  /** The words to copy; "" lets the browser copy. */
  copied(): string;
  /** Draws everything for paper; returns what lays it off again. */
  printing(): (() => void) | undefined;
  resized(): void;
}

/** Listens until the signal says stop. */
export function hear(heard: Heard, signal: AbortSignal): void {
  let frame = 0;
  heard.scroller.addEventListener("scroll", () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      if (!signal.aborted) heard.scrolled();
    });
  }, { signal, passive: true });

  document.addEventListener("copy", (event) => {
    const words = document.activeElement === heard.scroller ? heard.copied() : "";
    if (!words) return;
    event.clipboardData?.setData("text/plain", words);
    event.preventDefault();
  }, { signal });

  let undress: (() => void) | undefined;
  addEventListener("beforeprint", () => (undress = heard.printing()), { signal });
  addEventListener("afterprint", () => undress?.(), { signal });

  let width = 0;
  const watch = new ResizeObserver(() => {
    const before = width;
    width = heard.root.clientWidth;
    if (before !== 0 && before !== width) heard.resized();
  });
  watch.observe(heard.root);
  signal.addEventListener("abort", () => watch.disconnect());
}
