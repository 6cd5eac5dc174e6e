// How times of a recording are said.

import { t } from "../../lib/words/index.svelte";

/** As it is said: "1 hour 2 minutes 3 seconds". */
export function timeSaid(seconds: number): string {
  const whole = Math.round(Math.max(0, seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return [
    hours > 0 ? t("player.hours", { n: hours }) : "",
    minutes > 0 ? t("player.minutes", { n: minutes }) : "",
    rest > 0 || whole === 0 ? t("player.seconds", { n: rest }) : "",
  ].filter(Boolean).join(" ");
}
