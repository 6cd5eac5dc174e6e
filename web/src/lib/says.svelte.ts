// What the status line says besides what was saved: a refusal that has no better place.

import { ApiError, Gone } from "./api";
import { t } from "./words/index.svelte";

let refusal = $state.raw<{ problem: string; hint: string } | null>(null);

export const says = {
  get refusal(): { problem: string; hint: string } | null {
    return refusal;
  },
  /**
   * Shows an error that was made by a key and not at a place, such as an undo.
   *
   * Not that the study cannot be reached: the link tells that, and also when it is back.
   */
  error(error: unknown): void {
    if (!(error instanceof Gone)) refusal = explained(error);
  },
  clear(): void {
    refusal = null;
  },
};

/** Returns what to tell a person about an error: what happened, and what to do. */
export function explained(error: unknown): { problem: string; hint: string } {
  if (error instanceof ApiError && error.problem) return { problem: error.problem, hint: error.hint };
  if (error instanceof Gone) return { problem: t("refusal.gone"), hint: "" };
  if (error instanceof ApiError) {
    return { problem: t("refusal.error"), hint: error.hint ? t("refusal.hint", { id: error.hint }) : "" };
  }
  console.error(error);
  return { problem: t("refusal.error"), hint: "" };
}
