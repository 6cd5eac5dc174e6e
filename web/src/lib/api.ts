// Talking to the server: one small wrapper around fetch, and errors that say what they are.

/** A field that two people have set; nothing was overwritten. */
export interface Clash {
  kind: string;
  record: string;
  field: string;
  yours: unknown;
  theirs: unknown;
  /** Id of the member whose value stands. */
  by: string;
  seq: number;
}

/** A refusal as the server writes it: what happened, and what to do next. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly problem: string,
    readonly hint: string,
    /** Where somebody else has changed a field meanwhile: both values. */
    readonly clash: Clash | null = null,
  ) {
    super(hint ? `${problem} ${hint}` : problem);
    this.name = "ApiError";
  }
}

/** The server could not be reached, or went away in the middle; the outcome is unknown. */
export class Gone extends Error {
  constructor(readonly unauthorised = false) {
    super("The server cannot be reached.");
    this.name = "Gone";
  }
}

type Values = Record<string, string | number | boolean | undefined>;

/** Returns a path under /api with its query; values that are undefined are left out. */
export function path(route: string, query: Values = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  const text = search.toString();
  return `/api${route}${text ? `?${text}` : ""}`;
}

/** Fetches JSON from a route such as "/counts"; throws ApiError or Gone. */
export async function get<T>(route: string, query: Values = {}, signal?: AbortSignal): Promise<T> {
  return answer<T>(await reach(path(route, query), signal ? { signal } : {}));
}

/** Posts JSON to a route and returns the answer; throws ApiError or Gone. */
export async function post<T>(route: string, body: unknown): Promise<T> {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  return answer<T>(await reach(path(route), init));
}

/** Posts files (multipart); used by imports only. */
export async function upload<T>(route: string, form: FormData): Promise<T> {
  return answer<T>(await reach(path(route), { method: "POST", body: form }));
}

/** Opens a response whose body is read bit by bit, such as the feed. */
export async function reach(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", cache: "no-store", ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Gone();
  }
  // 401: another server answers here now, or this one was started again. What waits is kept.
  if (response.status === 401) throw new Gone(true);
  // 502-504 come from a proxy in front of a server that is not there.
  if (response.status >= 502 && response.status <= 504) throw new Gone();
  if (!response.ok) throw await failure(response);
  return response;
}

async function answer<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch {
    throw new Gone(); // cut off in the middle of the answer
  }
}

async function failure(response: Response): Promise<ApiError> {
  let said: { code?: unknown; problem?: unknown; hint?: unknown; id?: unknown; clash?: Clash } = {};
  try {
    said = (await response.json()) as typeof said;
  } catch {
    // An error page without JSON has nothing more to say.
  }
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  const code = text(said.code) || "error";
  return new ApiError(response.status, code, text(said.problem), text(said.hint) || text(said.id), said.clash ?? null);
}
