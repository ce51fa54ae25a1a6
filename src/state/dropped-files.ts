import type { DroppedFile } from '../../workers/import.protocol.ts';

/** Files of a folder that systems leave behind and nobody wrote. */
const LITTER = /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|__MACOSX\/.*|\._[^/]*)$/;

/** Files of an input, named by their path below the chosen folder. */
export const pickedFiles = (files: FileList | null): DroppedFile[] =>
  [...(files ?? [])]
    .map((file) => ({ name: file.webkitRelativePath || file.name, blob: file }))
    .filter(({ name }) => !LITTER.test(name));

/** Everything that was dropped, folders with all that is in them. Must be called in the event itself: its items do not outlive it. */
export async function droppedFiles(transfer: DataTransfer): Promise<DroppedFile[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return pickedFiles(transfer.files);
  const found: DroppedFile[] = [];
  for (const entry of entries) await gather(entry, '', found);
  return found.filter(({ name }) => !LITTER.test(name));
}

async function gather(entry: FileSystemEntry, folder: string, found: DroppedFile[]): Promise<void> {
  const name = folder + entry.name;
  if (entry.isFile) {
    const blob = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ name, blob });
  } else if (entry.isDirectory) {
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    // A reader hands out its entries in parts, an empty part last.
    for (;;) {
      const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (part.length === 0) return;
      for (const inside of part) await gather(inside, `${name}/`, found);
    }
  }
}
