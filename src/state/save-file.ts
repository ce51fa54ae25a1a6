/** Puts a file into the person's downloads. */
export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the address by the next task; the bytes stay until it has read them.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
