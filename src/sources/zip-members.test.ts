import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../core/error.ts';
import { crc32 } from './crc32.ts';
import { memoryFile } from './memory-file.ts';
import { zipMembers } from './zip-members.ts';

const content = strToU8('code,name\n'.repeat(200));
const archive = zipSync({ 'a/calm.csv': content, 'b.txt': [strToU8('stored as it is'), { level: 0 }] });

describe('a zip of source files', () => {
  it('gives its members, deflated and stored, under the archive’s name', async () => {
    const members = await zipMembers(memoryFile('x.zip', archive));
    expect(members.map((m) => [m.name, m.size])).toEqual([
      ['x.zip/a/calm.csv', content.length],
      ['x.zip/b.txt', 15],
    ]);
    expect(await members[0]?.bytes()).toEqual(content);
    expect(new TextDecoder().decode(await members[1]?.bytes(7, 2))).toBe('as');
  });

  it('refuses a member whose bytes do not fit its checksum, and only that one', async () => {
    const damaged = archive.slice();
    const at = new TextDecoder('latin1').decode(archive).indexOf('stored as it is');
    damaged[at] = 'S'.charCodeAt(0);
    const [good, bad] = await zipMembers(memoryFile('x.zip', damaged));
    await expect(bad?.bytes()).rejects.toThrow(UnreadableFile);
    expect(await good?.bytes()).toEqual(content);
  });

  it('never gives other bytes than were packed, whichever byte is flipped', async () => {
    for (let i = 0; i < archive.length; i++) {
      const damaged = archive.slice();
      damaged[i] = (damaged[i] as number) ^ 0x55;
      const read = async () => Promise.all((await zipMembers(memoryFile('x.zip', damaged))).map((m) => m.bytes()));
      const members = await read().catch((e: unknown) => {
        expect(e).toBeInstanceOf(UnreadableFile);
        return [];
      });
      for (const m of members) expect([content.length, 15]).toContain(m.length);
    }
  });

  it('is told from an archive cut off, and a workbook gives nothing', async () => {
    await expect(zipMembers(memoryFile('x.zip', archive.slice(0, -30)))).rejects.toThrow(/cut off/);
    expect(await zipMembers(memoryFile('x.xlsx', zipSync({ '[Content_Types].xml': content })))).toEqual([]);
    expect(crc32(strToU8('123456789'))).toBe(0xcbf43926);
  });
});
