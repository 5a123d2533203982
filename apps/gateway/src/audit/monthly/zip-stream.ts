import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** A file of an archive: its name, in UTF-8, and its bytes as they are made. */
export interface ZipEntry {
  readonly name: string;
  readonly modifiedAt: Date;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * A ZIP archive (APPNOTE 6.3) while it is made: sizes and checksums follow each file, so nothing is kept but the names. Every
 * file is written as Zip64, because its size is not known when it begins. Ending the iteration early ends the body that
 * is being read.
 */
export async function* zipStream(entries: Iterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const header = localHeader(entry);
    const start = offset;
    yield header;
    offset += header.length;
    const sizes = { crc: 0, plain: 0, packed: 0 };
    for await (const chunk of deflated(entry.body, sizes)) {
      sizes.packed += chunk.length;
      yield chunk;
    }
    const descriptor = dataDescriptor(sizes);
    yield descriptor;
    offset += sizes.packed + descriptor.length;
    directory.push(directoryEntry(entry, sizes, start));
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  yield* directory;
  yield endOfDirectory(directory.length, size, offset);
}

interface Sizes {
  crc: number;
  plain: number;
  packed: number;
}

async function* deflated(body: AsyncIterable<Uint8Array>, sizes: Sizes): AsyncGenerator<Buffer> {
  const measured = async function* () {
    for await (const chunk of body) {
      sizes.crc = crc32(chunk, sizes.crc);
      sizes.plain += chunk.length;
      yield chunk;
    }
  };
  const source = Readable.from(measured(), { objectMode: false });
  const deflate = createDeflateRaw({ level: 4, chunkSize: 256 * 1024 });
  source.on('error', (error) => deflate.destroy(error));
  source.pipe(deflate);
  try {
    yield* deflate;
  } finally {
    source.destroy();
    deflate.destroy();
  }
}

/** Bit 3: sizes follow the data. Bit 11: the name is UTF-8. */
const flags = 0x0808;
const deflateMethod = 8;
const versionNeeded = 45;
const later = 0xffffffff;

function localHeader({ name, modifiedAt }: ZipEntry): Buffer {
  const nameBytes = Buffer.from(name);
  const fixed = Buffer.alloc(30);
  fixed.writeUInt32LE(0x04034b50, 0);
  fixed.writeUInt16LE(versionNeeded, 4);
  fixed.writeUInt16LE(flags, 6);
  fixed.writeUInt16LE(deflateMethod, 8);
  fixed.writeUInt32LE(dosTime(modifiedAt), 10);
  fixed.writeUInt32LE(later, 18);
  fixed.writeUInt32LE(later, 22);
  fixed.writeUInt16LE(nameBytes.length, 26);
  fixed.writeUInt16LE(20, 28);
  const zip64 = Buffer.alloc(20);
  zip64.writeUInt16LE(1, 0);
  zip64.writeUInt16LE(16, 2);
  return Buffer.concat([fixed, nameBytes, zip64]);
}

function dataDescriptor({ crc, packed, plain }: Sizes): Buffer {
  const descriptor = Buffer.alloc(24);
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(crc, 4);
  descriptor.writeBigUInt64LE(BigInt(packed), 8);
  descriptor.writeBigUInt64LE(BigInt(plain), 16);
  return descriptor;
}

function directoryEntry({ name, modifiedAt }: ZipEntry, { crc, packed, plain }: Sizes, start: number): Buffer {
  const nameBytes = Buffer.from(name);
  const fixed = Buffer.alloc(46);
  fixed.writeUInt32LE(0x02014b50, 0);
  // Made by: Unix, so that the mode below counts.
  fixed.writeUInt16LE((3 << 8) | versionNeeded, 4);
  fixed.writeUInt16LE(versionNeeded, 6);
  fixed.writeUInt16LE(flags, 8);
  fixed.writeUInt16LE(deflateMethod, 10);
  fixed.writeUInt32LE(dosTime(modifiedAt), 12);
  fixed.writeUInt32LE(crc, 16);
  fixed.writeUInt32LE(later, 20);
  fixed.writeUInt32LE(later, 24);
  fixed.writeUInt16LE(nameBytes.length, 28);
  fixed.writeUInt16LE(28, 30);
  fixed.writeUInt32LE((0o100644 << 16) >>> 0, 38);
  fixed.writeUInt32LE(later, 42);
  const zip64 = Buffer.alloc(28);
  zip64.writeUInt16LE(1, 0);
  zip64.writeUInt16LE(24, 2);
  zip64.writeBigUInt64LE(BigInt(plain), 4);
  zip64.writeBigUInt64LE(BigInt(packed), 12);
  zip64.writeBigUInt64LE(BigInt(start), 20);
  return Buffer.concat([fixed, nameBytes, zip64]);
}

/** The Zip64 end record, its locator, and the old end record, which points to them. */
function endOfDirectory(entries: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(56 + 20 + 22);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE((3 << 8) | versionNeeded, 12);
  end.writeUInt16LE(versionNeeded, 14);
  end.writeBigUInt64LE(BigInt(entries), 24);
  end.writeBigUInt64LE(BigInt(entries), 32);
  end.writeBigUInt64LE(BigInt(size), 40);
  end.writeBigUInt64LE(BigInt(offset), 48);
  end.writeUInt32LE(0x07064b50, 56);
  end.writeBigUInt64LE(BigInt(offset + size), 64);
  end.writeUInt32LE(1, 72);
  end.writeUInt32LE(0x06054b50, 76);
  end.writeUInt16LE(0xffff, 84);
  end.writeUInt16LE(0xffff, 86);
  end.writeUInt32LE(later, 88);
  end.writeUInt32LE(later, 92);
  return end;
}

/** Date in the high half, time in the low one, as MS-DOS wrote them; in UTC. */
function dosTime(at: Date): number {
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return ((date << 16) | time) >>> 0;
}
