import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** With `/` between folders. */
  readonly path: string;
  readonly content: Uint8Array;
  readonly executable?: boolean;
}

/** 1980-01-01, the earliest that the format can hold: the time of every entry, so that the same input gives the same bytes. */
const date = 0x0021;
const version = 20;
const madeOnUnix = 3 << 8;
const utf8 = 1 << 11;
const deflated = 8;

/** A zip archive (APPNOTE 6.3, without the 64-bit extensions) of the entries in the order of their paths. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of sorted) {
    const name = Buffer.from(entry.path);
    const data = deflateRawSync(entry.content, { level: 9 });
    const description = describe(entry, name, data);
    const local = Buffer.concat([signature(0x04034b50), description, name, data]);
    files.push(local);
    directory.push(signature(0x02014b50), word(madeOnUnix | version), description);
    directory.push(directoryRest(entry, offset), name);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  return Buffer.concat([...files, central, endOf(sorted.length, central.length, offset)]);
}

/** The fields that an entry's own header and the directory share, from the needed version to the length of the extras. */
function describe({ content }: ZipEntry, name: Buffer, data: Buffer): Buffer {
  return Buffer.concat([
    ...[version, utf8, deflated, 0, date].map(word),
    ...[crc32(content), data.length, content.length].map(doubleWord),
    ...[name.length, 0].map(word),
  ]);
}

function directoryRest({ executable = false }: ZipEntry, offset: number): Buffer {
  const mode = 0o100000 | (executable ? 0o755 : 0o644);
  return Buffer.concat([...[0, 0, 0].map(word), doubleWord(mode * 0x10000), doubleWord(offset)]);
}

function endOf(count: number, size: number, offset: number): Buffer {
  return Buffer.concat([
    signature(0x06054b50),
    ...[0, 0, count, count].map(word),
    ...[size, offset].map(doubleWord),
    word(0),
  ]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function doubleWord(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

const signature = doubleWord;
