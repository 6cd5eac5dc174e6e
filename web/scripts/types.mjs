// Writes src/lib/model.ts from the schemas of openapi.json: the records and operations of a study.
//
//   node scripts/types.mjs [--check] [OTHER-OPENAPI.json]
//
// --check writes nothing and fails where model.ts is not what the schemas say.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const args = process.argv.slice(2);
const check = args.includes("--check");
const source = args.find((arg) => !arg.startsWith("--")) ?? here("../openapi.json");
const target = here("../src/lib/model.ts");

// The record of each kind; kinds are the names that the server uses in its answers.
const KINDS = {
  studies: "StudyFacts", members: "Member", sites: "Site", participants: "Participant",
  invitees: "Invitee", recruitment_events: "Event", sheets: "Sheet", consents: "Consent",
  sessions: "Session", attendances: "Attendance", recordings: "Recording", channels: "Channel", guides: "Guide",
  clocks: "SessionClock", questions: "Question", question_uses: "Use", observations: "Observation", sources: "Source", speakers: "Speaker",
  turns: "Turn", codes: "Code", codings: "Coding", memos: "Memo", themes: "Theme",
  theme_codes: "Feed",
  links: "Link",
  reactions: "Reaction",
  map_places: "MapPlace",
  quotes: "Quote",
  answers: "Answer",
  checklists: "OwnChecklist",
  ratings: "Rating",
  readiness_plans: "ReadinessPlan",
  readiness: "ReadinessDecision",
  readiness_reviews: "ReadinessReview",
  readings: "Reading",
  recognitions: "Recognition",
  doubts: "Doubt",
  rounds: "Round",
  assignments: "Assignment",
  reconciliations: "Reconciliation",
  meetings: "Meeting",
  follow_ups: "FollowUp",
  decisions: "Decision",
  member_checks: "MemberCheck",
  involvement: "Involvement",
  amendments: "Amendment",
  phase_notes: "PhaseNote",
  numberings: "Numbering",
  variants: "Variant",
  overrides: "Override",
  claims: "Claim",
  claim_evidence: "Evidence",
  method_changes: "MethodChange",
  exports: "Export",
  withdrawals: "Withdrawal",
  retention_rules: "RetentionRule",
  deletions: "Deletion",
  substitutions: "Substitution",
  key_uses: "KeyUse",
};
// Names that would hide a global of the browser get one of their own.
const RENAMED = { Event: "RecruitmentEvent" };

const schemas = JSON.parse(readFileSync(source, "utf8")).components?.schemas ?? {};
const nameOf = (schema) => RENAMED[schema] ?? schema;

/** The TypeScript type of one schema; objects with properties are named schemas as a rule. */
function typeOf(schema, depth = 0) {
  if (schema === true || Object.keys(schema).length === 0) return "unknown";
  if (schema.$ref) return use(schema.$ref.split("/").pop());
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return [...new Set(either.map((part) => typeOf(part, depth)))].join(" | ");
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type }, depth)).join(" | ");
  switch (schema.type) {
    case "string": return "string";
    case "integer": case "number": return "number";
    case "boolean": return "boolean";
    case "null": return "null";
    case "array": return schema.items ? listOf(typeOf(schema.items, depth)) : "unknown[]";
    case "object":
      if (schema.properties) return body(schema, "  ".repeat(depth + 1));
      return `Record<string, ${schema.additionalProperties ? typeOf(schema.additionalProperties, depth) : "unknown"}>`;
    default: return "unknown";
  }
}

const listOf = (type) => (/[ |]/.test(type) ? `(${type})[]` : `${type}[]`);

const used = new Set();
const waiting = [];
function use(name) {
  if (!used.has(name)) { used.add(name); waiting.push(name); }
  return nameOf(name);
}

/** The members of an object; `whole` marks answers, in which every field is present. */
function body(schema, indent, whole = false) {
  const needed = new Set(schema.required ?? []);
  const lines = Object.entries(schema.properties).map(
    ([name, inner]) => `${indent}${name}${whole || needed.has(name) ? "" : "?"}: ${typeOf(inner)};`,
  );
  return `{\n${lines.join("\n")}\n${indent.slice(2)}}`;
}

// Edits of a quote have an "op" too; the name of an operation always has a dot.
const isStep = (schema) => (schema.properties?.op?.enum ?? [schema.properties?.op?.const ?? ""])[0].includes(".");

const records = Object.values(KINDS);
for (const name of records) use(name);
const operations = Object.keys(schemas).filter((name) => isStep(schemas[name])).sort();
// Records carry all their fields in answers, and so do the structs inside them.
const parts = [];
while (waiting.length) {
  const name = waiting.shift();
  if (!schemas[name]) throw new Error(`The schemas have no ${name}; is ${source} complete?`);
  parts.push(`/** ${schemas[name].description ?? name} */\nexport interface ${nameOf(name)} ${body(schemas[name], "  ", true)}`);
}
const inputs = [];
for (const name of operations) {
  inputs.push(`/** ${schemas[name].description ?? name} */\nexport interface ${name}Step ${body(schemas[name], "  ")}`);
}
while (waiting.length) {
  const name = waiting.shift();
  inputs.push(`/** ${schemas[name].description ?? name} */\nexport interface ${nameOf(name)} ${body(schemas[name], "  ")}`);
}

const text = `// Written by scripts/types.mjs from openapi.json; do not change it by hand.

/** The record of each kind, by the name that the server uses for the kind. */
export interface Kinds {
${Object.entries(KINDS).map(([kind, name]) => `  ${kind}: ${nameOf(name)};`).join("\n")}
}
export type Kind = keyof Kinds;
export const KINDS: readonly Kind[] = [
${Object.keys(KINDS).map((kind) => `  "${kind}",`).join("\n")}
];

${parts.join("\n\n")}

/** One operation with its fields, as \`act\` and POST /api/do take it. */
export type Step =
${operations.map((name) => `  | ${name}Step`).join("\n")};

${inputs.join("\n\n")}
`;

if (check) {
  if (readFileSync(target, "utf8") !== text) {
    console.error("src/lib/model.ts is not what openapi.json says; run: npm run types");
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
  console.log(`${target}: ${records.length} kinds, ${operations.length} operations`);
}
