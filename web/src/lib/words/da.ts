// The Danish catalogue. The type makes sure that no key is missing; a test, that none is left over.

import { analysis } from "./da/analysis";
import { claims } from "./da/claims";
import { codes } from "./da/codes";
import { coding } from "./da/coding";
import { disclosure } from "./da/disclosure";
import { find } from "./da/find";
import { frame } from "./da/frame";
import { history } from "./da/history";
import { home } from "./da/home";
import { listen } from "./da/listen";
import { matrices } from "./da/matrices";
import { names } from "./da/names";
import { observe } from "./da/observe";
import { near } from "./da/near";
import { people } from "./da/people";
import { privacy } from "./da/privacy";
import { quotes } from "./da/quotes";
import { readiness } from "./da/readiness";
import { readings } from "./da/readings";
import { recognise } from "./da/recognise";
import { report } from "./da/report";
import { setting } from "./da/setting";
import { sources } from "./da/sources";
import { steps } from "./da/steps";
import { talking } from "./da/talking";
import { themes } from "./da/themes";
import { trail } from "./da/trail";
import { transcribe } from "./da/transcribe";
import type { Words } from "./en";

export const da: Words = {
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
};
