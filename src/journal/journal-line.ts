/** Digits of the checksum ahead of each line, and the space after them. */
const headLength = 9;

/** One record as a line: checksum, space, JSON. JSON holds no raw line end, so that a torn line spoils no other. */
export function encodeLine(record: unknown): Buffer {
  const line = Buffer.from(`00000000 ${JSON.stringify(record)}\n`);
  line.write(checksum(line), 0, 'latin1');
  return line;
}

/** The records of all lines that are whole, in their order. Never throws, whatever `text` holds. */
export function decodeLines(text: string): unknown[] {
  return text.split('\n').flatMap((line) => {
    if (line.length < headLength || !line.startsWith(checksum(Buffer.from(`${line}\n`)))) return [];
    try {
      return [JSON.parse(line.slice(headLength))];
    } catch {
      return [];
    }
  });
}

/**
 * Of all that follows the digits, in eight hexadecimal ones: FNV-1a, but word by word, which is a quarter of the steps, and
 * with a turn, by which high bits count for low ones too. To load zlib for its CRC-32 would take longer than many lines do.
 */
function checksum({ buffer, byteOffset, length }: Buffer): string {
  const start = byteOffset + headLength - 1;
  const rest = (length - headLength + 1) % 4;
  const words = new Int32Array(buffer.slice(start, byteOffset + length - rest));
  const tail = new Uint8Array(buffer, byteOffset + length - rest, rest);
  let hash = 0x811c9dc5 ^ length;
  for (let index = 0; index < words.length; index++) hash = mixed(hash, words[index] as number);
  for (let index = 0; index < rest; index++) hash = mixed(hash, tail[index] as number);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function mixed(hash: number, number: number): number {
  const product = Math.imul(hash ^ number, 0x01000193);
  return product ^ (product >>> 15);
}
