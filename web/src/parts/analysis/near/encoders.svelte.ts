// The models on this computer that find passages by meaning, asked for once.

import { get } from "../../../lib/api";
import type { Encoder } from "./near";

let all = $state.raw<readonly Encoder[] | null>(null);
let asked = false;

export const encoders = {
  /** Whether there is any; asks for them the first time. */
  get any(): boolean {
    if (!asked) {
      asked = true;
      void get<Encoder[]>("/near/models").then((got) => (all = got), () => (asked = false));
    }
    return (all?.length ?? 0) > 0;
  },
};
