// The English catalogue; its keys are the keys of all catalogues. One file per screen.

import { analysis } from "./en/analysis";
import { claims } from "./en/claims";
import { codes } from "./en/codes";
import { coding } from "./en/coding";
import { disclosure } from "./en/disclosure";
import { find } from "./en/find";
import { frame } from "./en/frame";
import { history } from "./en/history";
import { home } from "./en/home";
import { listen } from "./en/listen";
import { matrices } from "./en/matrices";
import { names } from "./en/names";
import { observe } from "./en/observe";
import { near } from "./en/near";
import { people } from "./en/people";
import { privacy } from "./en/privacy";
import { quotes } from "./en/quotes";
import { readiness } from "./en/readiness";
import { readings } from "./en/readings";
import { recognise } from "./en/recognise";
import { report } from "./en/report";
import { setting } from "./en/setting";
import { sources } from "./en/sources";
import { steps } from "./en/steps";
import { talking } from "./en/talking";
import { themes } from "./en/themes";
import { trail } from "./en/trail";
import { transcribe } from "./en/transcribe";

export const en = {
  ...analysis,
  ...claims,
  ...codes,
  ...coding,
  ...disclosure,
  ...find,
  ...frame,
  ...history,
  ...home,
  ...listen,
  ...matrices,
  ...names,
  ...observe,
  ...near,
  ...people,
  ...privacy,
  ...quotes,
  ...readiness,
  ...readings,
  ...recognise,
  ...report,
  ...setting,
  ...sources,
  ...steps,
  ...talking,
  ...themes,
  ...trail,
  ...transcribe,
} as const;

/** A catalogue: a text for each key. */
export type Words = { readonly [K in keyof typeof en]: string };
