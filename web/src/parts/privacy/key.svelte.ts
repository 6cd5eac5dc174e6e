// The identity key of this window: closed, or open for as long as it is used. Nothing of it is
// ever written on this machine by the window, and it is forgotten with the screen.

import { get, post } from "../../lib/api";

export interface Person {
  code: string;
  name?: string;
  also?: string[];
  email?: string;
  phone?: string;
  note?: string;
}

export interface Access {
  /** ISO, UTC. */
  at: string;
  who: string;
  why: string;
  act?: "made" | "opened" | "changed";
}

/** What GET /api/key says. */
export interface KeyState {
  /** The study is known to have a key. */
  known: boolean;
  open: boolean;
  file: string;
  in_study: boolean;
  people: Person[];
  places: string[];
  words: string[];
  accesses: Access[];
  /** After so many without use it is forgotten. */
  minutes: number;
}

export interface KeyChange {
  put?: Person[];
  remove?: string[];
  places?: string[];
  words?: string[];
  why?: string;
}

export class Key {
  state = $state.raw<KeyState | null>(null);

  async load(): Promise<void> {
    this.state = await get<KeyState>("/key");
  }
  async open(file: string, passphrase: string, why: string, make: boolean): Promise<void> {
    this.state = await post<KeyState>("/key/open", { file, passphrase, why, make });
  }
  async close(): Promise<void> {
    this.state = await post<KeyState>("/key/close", {});
  }
  async change(change: KeyChange): Promise<void> {
    this.state = await post<KeyState>("/key/change", change);
  }
}
