import { unzipSync } from 'fflate';
import { UnreadableFile } from '../core/error.ts';
import { memoryFile } from './memory-file.ts';
import type { InputFile } from './source.ts';

/** Unpacked sizes beyond this come from a mistake or a bomb. */
const LARGEST_TOTAL = 1e9;

/**
 * Files inside a zip, named `archive.zip/member`. A workbook (`.xlsx`) is a zip too and gives none.
 * @throws UnreadableFile when the archive is cut off, damaged or would unpack to more than a gigabyte
 */
export async function zipMembers(file: InputFile): Promise<readonly InputFile[]> {
  const bytes = await file.bytes();
  let total = 0;
  let workbook = false;
  let members: Record<string, Uint8Array>;
  try {
    members = unzipSync(bytes, {
      filter: (entry) => {
        if (entry.name === '[Content_Types].xml') workbook = true;
        total += entry.originalSize;
        return total <= LARGEST_TOTAL && !entry.name.endsWith('/');
      },
    });
  } catch (cause) {
    throw new UnreadableFile(
      { file: file.name, expected: 'a whole zip archive; this one is damaged or cut off' },
      cause,
    );
  }
  if (total > LARGEST_TOTAL)
    throw new UnreadableFile({ file: file.name, expected: 'an archive that unpacks to less than 1 GB' });
  if (workbook) return [];
  return Object.entries(members).map(([name, content]) => memoryFile(`${file.name}/${name}`, content));
}
