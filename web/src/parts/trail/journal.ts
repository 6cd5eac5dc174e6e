// The journal as GET /api/journal answers it.

export interface OwnEntry {
  id: string;
  title: string;
  text: string;
  date: string;
  about: string[];
  released: boolean;
  /** Sealed with a key whose passphrase is another one. */
  closed: boolean;
}

export interface JournalCard {
  begun: boolean;
  open: boolean;
  /** How many entries one keeps private. */
  private: number;
  /** One's own entries, while the journal is open in this window. */
  own: OwnEntry[];
  released: { id: string; author: string; title: string; text: string; date: string; about: string[] }[];
}
