// The matrix of readiness as GET /api/readiness answers it, and the extracts behind one of its cells.

import type { Rating, ReadinessDecision, ReadinessPlan, ReadinessReview } from "../../lib/model";

export interface Tally {
  codings: string[];
  ready: number;
  unready: number;
  mixed: number;
  unclear: number;
  unrated: number;
  wishes: number;
  /** Different people whose words were coded. */
  speakers: number;
}

export interface Cell {
  area: string;
  session: string;
  decision: ReadinessDecision | null;
  tally: Tally;
  /** Both valences were heard. */
  divided: boolean;
  coverage: "asked" | "skipped" | "not recorded" | "no question";
  /** It was decided as not discussed, and there are codings by now. */
  late: boolean;
}

export interface Column {
  session: string;
  name: string;
  people: number;
  time: "" | "before" | "after";
}

export interface Line {
  area: string;
  key: string;
  name: string;
  definition: string;
  influence: string;
  cells: Cell[];
}

export interface Matrix {
  plan: ReadinessPlan;
  columns: Column[];
  lines: Line[];
  recovery: { code: string; name: string; counts: Record<string, number> }[];
  reviews: ReadinessReview[];
  /** How many people a cell rests on at least, outside the team. */
  least: number;
}

export interface ReadinessCard {
  /** null: the study does not use the framework. */
  matrix: Matrix | null;
}

export interface CellExtracts {
  extracts: { id: string; source: string; turn: string; speaker: string; words: string }[];
  ratings: Rating[];
}
