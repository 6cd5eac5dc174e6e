// The source that is shown, with everything that draws it and moves in it, put together.

import { Edges, type Kept } from "./edges";
import type { Drawn } from "./geometry";
import { Handles } from "./handles";
import { Layout, type Looks } from "./layout";
import type { Model } from "./model";
import { Painter } from "./painter";
import { Rows } from "./rows";
import { Moves } from "./selection";
import type { CanvasWords, Span } from "./source";
import { Voice } from "./voice";

/** Everything that belongs to the source that is shown. */
export interface Open extends Drawn {
  readonly moves: Moves;
  readonly handles: Handles;
  readonly painter: Painter;
  readonly voice: Voice;
  readonly edges: Edges;
}

/** Where and how it is drawn. */
export interface Place {
  readonly scroller: HTMLElement;
  readonly root: HTMLElement;
  readonly words: CanvasWords;
  readonly looks: Looks;
}

/** What the canvas knows and does. */
export interface Hooks extends Kept {
  /** What is selected, or null where it is empty. */
  selection(): Span | null;
  /** The turn that is being corrected, or "". */
  editing(): string;
}

/** Puts a source into a place. */
export function opened(model: Model, { scroller, root, words, looks }: Place, hooks: Hooks): Open {
  // Rows tell the layout of each other, so one of the two must be reached through a function.
  const rows = new Rows(root, model, words, (leaf) => layout.watch(leaf));
  const layout: Layout = new Layout(scroller, rows, model, looks, (turn) => (painter.row(turn), voice.row(turn)));
  const drawn: Drawn = { scroller, model, rows, layout };
  const moves = new Moves(model);
  const handles = new Handles(model, rows);
  const voice = new Voice(drawn);
  const edges = new Edges(drawn, moves, handles, {
    moving: (moving) => {
      painter.all();
      hooks.moving(moving);
    },
    keep: (moving) => hooks.keep(moving),
    select: (span, done) => {
      hooks.select(span, done);
      edges.show(span);
    },
  });
  const painter: Painter = new Painter(drawn, {
    selection: () => hooks.selection(),
    edges: () => edges.moving?.span ?? null,
    editing: () => hooks.editing(),
  });
  return { ...drawn, moves, handles, painter, voice, edges };
}
