// What a number, quote or claim of the report comes from: records by their ids, with name and place.

import { length } from "../../lib/format";
import { KINDS, type Kind, type Kinds } from "../../lib/model";
import { href } from "../../lib/route.svelte";
import { store } from "../../lib/store.svelte";
import { listAt } from "./pages";

/** A record that something printed was counted or taken from. */
export interface Found {
  id: string;
  kind: Kind | "";
  name: string;
  /** What else is worth a column: an age, a length of time. */
  detail: string;
  /** The name is somebody's words. */
  talk: boolean;
  /** Address of the place where it is; empty where there is none. */
  to: string;
}

/** Returns the kind of a record that this window knows; empty for turns, codings and what is gone. */
export function kindOf(id: string): Kind | "" {
  return KINDS.find((kind) => store.get(kind, id) !== undefined) ?? "";
}

/** Returns the records behind a trace, those without a name in this window last. */
export function found(evidence: readonly string[], query: string): Found[] {
  const all = evidence.map((id) => describe(id, query));
  return [...all.filter((one) => one.kind), ...all.filter((one) => !one.kind)];
}

function describe(id: string, query: string): Found {
  const kind = kindOf(id);
  const make = (name: string, to = "", detail = "", talk = false): Found => ({ id, kind, name, detail, talk, to });
  if (!kind) return make("");
  const has = <K extends Kind>(of: K): Kinds[K] => store.get(of, id) as Kinds[K];
  switch (kind) {
    case "participants": {
      const one = has("participants");
      return make(one.code, href("people", "overview", id), personal(one, query));
    }
    case "invitees": return make(has("invitees").code, href("people", "recruitment"));
    case "members": {
      const one = has("members");
      return make(one.name, href("people", "team"), one.roles.join(", "));
    }
    case "sessions": {
      const one = has("sessions");
      return make(one.name, href("people", "sessions", id), one.duration === null ? one.date : length(one.duration));
    }
    case "sources": return make(has("sources").name, href("sources", id));
    case "codes": return make(has("codes").name, href("codes", id));
    case "themes": {
      const one = has("themes");
      return make(one.name, href("themes", id), one.stage);
    }
    case "quotes": return make(has("quotes").words, href("quotes", id), "", true);
    case "claims": return make(has("claims").sentence, href("claims", id), "", true);
    case "method_changes": return make(has("method_changes").why, href("claims", "method"));
    case "overrides": return make(has("overrides").why, href("claims", has("overrides").gate === "language" ? "words" : "method"));
    case "questions": return make(has("questions").text, href("people", "guide"), "", true);
    case "guides": return make(has("guides").name, href("people", "guide"));
    case "memos": {
      const one = has("memos");
      return make(one.title || one.text.slice(0, 160), href("history", { record: id }), one.date, !one.title);
    }
    case "answers": {
      const one = has("answers");
      return make(`${one.checklist.toUpperCase()} ${one.item}`, href("report", ...listAt(one.checklist, one.item)));
    }
    case "studies": return make(has("studies").title, href("people", "study"));
    case "sheets": return make(has("sheets").version, href("people", "consent"));
    case "consents": return make(store.get("participants", has("consents").participant)?.code ?? "", href("people", "consent"), has("consents").date);
    case "recordings": return make(store.get("sessions", has("recordings").session)?.name ?? "", href("people", "sessions", has("recordings").session));
    case "meetings": return make(has("meetings").title, href("trail", "meetings", id), has("meetings").date);
    case "decisions": return make(has("decisions").text, href("trail", "meetings", id), has("decisions").date);
    case "amendments": return make(has("amendments").text, href("trail", "meetings", id), has("amendments").date);
    case "member_checks": return make(has("member_checks").text || has("member_checks").what, href("trail", "checks", id), has("member_checks").date);
    case "involvement": return make(has("involvement").contribution, href("trail", "involvement", id), has("involvement").date);
    case "phase_notes": return make(has("phase_notes").purpose, href("trail", "phases", id), has("phase_notes").started);
    case "readings": return make(store.get("sources", has("readings").source)?.name ?? "", href("trail", "phases"), has("readings").date);
    // What has no page of its own is found in the history.
    default: return make(kind, href("history", { record: id }));
  }
}

/** Returns the value of a participant that a number was made of, as its query says in words. */
function personal(one: Kinds["participants"], query: string): string {
  const said = (value: number | string | null): string => (value === null ? "" : String(value));
  if (query.startsWith("age")) return said(one.age);
  if (query.startsWith("years in services")) return said(one.years_in_services);
  if (query.startsWith("years in team")) return said(one.years_in_team);
  if (query.includes("gender")) return one.gender;
  if (query.startsWith("occupation")) return one.occupation;
  return "";
}
