import { crc32, inflateRawSync } from 'node:zlib';

/** The files of a ZIP archive, found by its directory as a reader finds them. Throws when a checksum or size is wrong. */
export function readZip(archive: Buffer): Map<string, Buffer> {
  const locator = archive.length - 22 - 20;
  if (archive.readUInt32LE(archive.length - 22) !== 0x06054b50 || archive.readUInt32LE(locator) !== 0x07064b50) {
    throw new Error('the archive does not end as one');
  }
  const end = Number(archive.readBigUInt64LE(locator + 8));
  if (archive.readUInt32LE(end) !== 0x06064b50) throw new Error('the end record is not where the locator says');
  const files = new Map<string, Buffer>();
  let at = Number(archive.readBigUInt64LE(end + 48));
  for (let left = Number(archive.readBigUInt64LE(end + 32)); left > 0; left -= 1) {
    if (archive.readUInt32LE(at) !== 0x02014b50) throw new Error('a directory entry is missing');
    const nameLength = archive.readUInt16LE(at + 28);
    const extraLength = archive.readUInt16LE(at + 30);
    const name = archive.subarray(at + 46, at + 46 + nameLength).toString('utf8');
    const extra = at + 46 + nameLength;
    const [plain, packed, start] = [4, 12, 20].map((offset) => Number(archive.readBigUInt64LE(extra + offset)));
    files.set(name, readFile(archive, start ?? 0, packed ?? 0, plain ?? 0, archive.readUInt32LE(at + 16)));
    at = extra + extraLength;
  }
  return files;
}

function readFile(archive: Buffer, start: number, packed: number, plain: number, checksum: number): Buffer {
  if (archive.readUInt32LE(start) !== 0x04034b50) throw new Error('a file does not begin where the directory says');
  const data = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28);
  const content = inflateRawSync(archive.subarray(data, data + packed));
  if (content.length !== plain || crc32(content) !== checksum) throw new Error('a file is not what the directory says');
  return content;
}
