// What an import would do, as POST /api/import/preview tells it, and what a person answers.

/** What may be said about a file; what is left out, the study finds out from the file. */
export interface Answers {
  kind?: string;
  /** Tables: field -> header. */
  mapping?: Record<string, string>;
  encoding?: string;
  /** How speakers' labels are written. */
  form?: string;
  sheet?: string;
  session?: string;
  /** Label -> code of a participant, name of a member, or role. */
  speakers?: Record<string, string>;
  participant?: string;
  name?: string;
  language?: string;
}

export interface FoundSpeaker {
  label: string;
  turns: number;
  words: number;
  role: string;
  first_words: string;
  joined: string;
  why: string;
  confirm: boolean;
}

export interface Loss {
  what: string;
  count: number;
  where: string;
}

/** A row of a table that was not taken over. */
export interface Miss {
  row: number;
  document: string;
  code: string;
  words: string;
  why: string;
  places: string[];
  nearest: string;
  nearest_place: string;
  similarity: number | null;
}

export interface Preview {
  kind: string;
  file: string;
  format: string;
  decided: string;
  made: Record<string, number>;
  changed: Record<string, number>;
  rows: Record<string, string>[];
  speakers: FoundSpeaker[];
  losses: Loss[];
  notes: string[];
  questions: string[];
  misses: Miss[];
}

export interface ImportReport extends Preview {
  seq: number;
  gesture: string;
}

/** Why a file cannot be taken in as it is. */
export interface Trouble {
  code: string;
  problem: string;
  hint: string;
  place?: string;
}

export interface Previewed {
  file: string;
  plan: string;
  preview: Preview | null;
  error: Trouble | null;
}

export const TEXTS = ["transcript", "document", "field note", "written answer"] as const;
export const TABLES = [
  "participants", "recruitment", "sessions", "guide", "codebook", "codings", "team", "memos", "written answers",
] as const;
/** How a speaker's label can be written; the words that the server knows. */
export const LABELS = ["Name:", "[Name]", "Name -", "Name (tab)", "bold", "own line", "voice tag", "none"] as const;

/** People before the talk that they are joined to, codes before codings. */
const ORDER = [
  "team", "participants", "recruitment", "sessions", "guide", "written answers", "transcript", "document",
  "field note", "written answer", "codebook", "codings", "memos",
];

/** Returns the place of a kind in the order in which files are taken in. */
export function turnOf(kind: string): number {
  const at = ORDER.indexOf(kind);
  return at < 0 ? ORDER.length : at;
}

/** Tells whether a file is a table by its ending. */
export function isTable(file: string): boolean {
  return /\.(csv|tsv|tab|xlsx|xlsm)$/i.test(file);
}

/** Tells whether a file holds plain text, so that this window can show its beginning. */
export function isText(file: string): boolean {
  return /\.(csv|tsv|tab|txt|md|vtt|srt|html?)$/i.test(file);
}

/** Encodings that talk from this part of the world comes in: the study's name, the browser's name. */
const ENCODINGS: readonly (readonly [string, string])[] = [
  ["utf-8", "utf-8"], ["cp1252", "windows-1252"], ["mac-roman", "macintosh"], ["utf-16-le", "utf-16le"],
  ["utf-16-be", "utf-16be"], ["iso8859-2", "iso-8859-2"], ["cp1251", "windows-1251"],
];

/** Returns the encodings that can be meant, each with the lines in which they differ. */
export function decodings(bytes: Uint8Array<ArrayBuffer>): { encoding: string; lines: string[] }[] {
  return ENCODINGS.flatMap(([encoding, label]) => {
    let text: string;
    try {
      text = new TextDecoder(label, { fatal: true }).decode(bytes);
    } catch {
      return [];
    }
    // Text of two bytes a letter that is read as one has a NUL in every pair, and the other way round.
    if (text.includes("\0") || (encoding.startsWith("utf-16") && !/[a-z ]{3}/i.test(text.slice(0, 4000)))) return [];
    const telling = text.split(/\r\n?|\n/).filter((line) => /[^\p{ASCII}]/u.test(line));
    return [{ encoding, lines: telling.slice(0, 3).map((line) => around(line)) }];
  });
}

/** Returns a stretch of a line round its first letter that is not plain. */
function around(line: string): string {
  const at = line.search(/[^\p{ASCII}]/u);
  const start = Math.max(0, at - 30);
  return `${start ? "… " : ""}${line.slice(start, at + 50)}${line.length > at + 50 ? " …" : ""}`;
}

/** Returns the first lines of a plain table, split at the sign that its first line is split by. */
export function firstRows(text: string, most = 4): string[][] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n?|\n/).filter((line) => line.trim()).slice(0, most);
  const head = lines[0] ?? "";
  const signs = ["\t", ";", ","].map((sign) => ({ sign, n: head.split(sign).length }));
  const { sign } = signs.reduce((best, one) => (one.n > best.n ? one : best));
  return lines.map((line) => split(line, sign));
}

function split(line: string, sign: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (const letter of line) {
    if (letter === '"') quoted = !quoted;
    else if (letter === sign && !quoted) {
      cells.push(cell);
      cell = "";
    } else cell += letter;
  }
  return [...cells, cell].map((text) => text.trim());
}

/** Fields that each kind of table cannot do without. */
export const NEEDED: Record<string, readonly string[]> = {
  participants: ["code"], recruitment: ["code"], sessions: ["number"], guide: ["question"], codebook: ["code"],
  codings: ["document", "code", "segment"], team: ["name", "roles"], memos: ["text", "type"],
  "written answers": ["participant", "text"],
};

/** Returns answers without what is empty, as the server takes them. */
export function said(answers: Answers): Answers {
  const entries = Object.entries(answers).filter(([, value]) =>
    typeof value === "string" ? value.trim() !== "" : value && Object.keys(value).length > 0);
  return Object.fromEntries(entries);
}
