// What the record shows by itself of how the study was done, as GET /api/trail answers it.

export interface Suggestion {
  member: string;
  comments: string[];
  about: string[];
}

export interface Stretch {
  phase: number;
  first: string;
  last: string;
  back: boolean;
}

export interface Technique {
  criterion: "credibility" | "transferability" | "dependability" | "confirmability";
  technique: string;
  count: number;
  text: string;
  records: string[];
}

export interface TrailCard {
  suggestions: Suggestion[];
  order: Stretch[];
  techniques: Technique[];
}

/** Something that the team wrote, as GET /api/notes answers it. */
export interface Note {
  kind: "memos" | "journal" | "meetings" | "decisions" | "member_checks" | "involvement" | "amendments" | "phase_notes";
  id: string;
  title: string;
  text: string;
  author: string;
}
