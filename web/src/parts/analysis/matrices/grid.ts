// A table whose cells are reached by the arrow keys: one tab stop, the usual keys of a grid.

export interface Place {
  row: number;
  column: number;
}

/** Returns where a key leads from a place in a grid of this size; null: the key is none of a grid's. */
export function moved(key: string, ctrl: boolean, at: Place, rows: number, columns: number): Place | null {
  const last = { row: rows - 1, column: columns - 1 };
  switch (key) {
    case "ArrowUp": return { ...at, row: Math.max(0, at.row - 1) };
    case "ArrowDown": return { ...at, row: Math.min(last.row, at.row + 1) };
    case "ArrowLeft": return { ...at, column: Math.max(0, at.column - 1) };
    case "ArrowRight": return { ...at, column: Math.min(last.column, at.column + 1) };
    case "Home": return { row: ctrl ? 0 : at.row, column: 0 };
    case "End": return { row: ctrl ? last.row : at.row, column: last.column };
    case "PageUp": return { ...at, row: Math.max(0, at.row - 10) };
    case "PageDown": return { ...at, row: Math.min(last.row, at.row + 10) };
    default: return null;
  }
}
