// A file that was made for a person goes to where their browser keeps downloads.

import { path, reach } from "./api";

type Query = Parameters<typeof path>[1];

/** Hands a file over as a download. */
function keepFile(data: Blob, name: string): void {
  const url = URL.createObjectURL(data);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/**
 * Lets the server make a file, keeps it under a name, and returns what a person should know of it.
 *
 * It is posted, because the study notes what left it. `body` is a file that it is made with.
 */
export async function saveFile(route: string, query: Query, name: string, body?: Blob): Promise<string[]> {
  const response = await reach(path(route, query), { method: "POST", ...(body ? { body } : {}) });
  const told = decodeURIComponent(response.headers.get("Heddle-Notes") ?? "");
  keepFile(await response.blob(), name);
  return told.split("\n").filter(Boolean);
}
