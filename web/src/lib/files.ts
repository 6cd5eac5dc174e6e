// A file that was made for a person goes to where their browser keeps downloads.

/** Hands a file over as a download. */
export function keepFile(data: Blob, name: string): void {
  const url = URL.createObjectURL(data);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
