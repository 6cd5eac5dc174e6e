// Transient layers over the text: the selection, hits of a search, the word that is heard.
//
// They are painted by the CSS Custom Highlight API, which changes no node, so the text under them
// stays as it is for screen readers and for a selection that is being dragged. The registry is
// one per page: several canvases share its layers, and each takes out only what it put in.
// Where a browser has no such API, the selection is the browser's own and the present hit too.

export const LAYERS = ["selection", "hit", "now", "edge", "heard"] as const;
export type Layer = (typeof LAYERS)[number];

const registry = (): HighlightRegistry | undefined =>
  typeof CSS === "undefined" || typeof Highlight === "undefined" ? undefined : CSS.highlights;

function shared(layer: Layer): Highlight | undefined {
  const all = registry();
  if (!all) return undefined;
  const name = `heddle-${layer}`;
  let found = all.get(name);
  if (!found) {
    found = new Highlight();
    found.priority = LAYERS.indexOf(layer);
    all.set(name, found);
  }
  return found;
}

export class Layers {
  #painted = new Map<string, { layer: Layer; range: AbstractRange }[]>();

  /** Whether the browser can paint layers at all. */
  static get possible(): boolean {
    return registry() !== undefined;
  }

  /** Paints a row anew: all its ranges, each with its layer. */
  paint(turn: string, ranges: readonly { layer: Layer; range: AbstractRange }[]): void {
    this.forget(turn);
    if (ranges.length === 0) return;
    for (const { layer, range } of ranges) shared(layer)?.add(range);
    this.#painted.set(turn, [...ranges]);
  }

  forget(turn: string): void {
    for (const { layer, range } of this.#painted.get(turn) ?? []) shared(layer)?.delete(range);
    this.#painted.delete(turn);
  }

  painted(): string[] {
    return [...this.#painted.keys()];
  }

  clear(): void {
    for (const turn of this.painted()) this.forget(turn);
  }
}
