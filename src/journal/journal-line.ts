/** One record as a line: checksum, space, JSON. JSON holds no raw line end, so that a torn line spoils no other. */
export function encodeLine(record: unknown): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

/** The records of all lines that are whole, in their order. Never throws, whatever `text` holds. */
export function decodeLines(text: string): unknown[] {
  return text.split('\n').flatMap((line) => {
    const json = line.slice(9);
    if (line.slice(0, 9) !== `${checksum(json)} `) return [];
    try {
      return [JSON.parse(json)];
    } catch {
      return [];
    }
  });
}

/** FNV-1a over length and UTF-16 units, in eight hexadecimal digits: a microsecond, where loading zlib for CRC-32 takes hundreds. */
function checksum(text: string): string {
  let hash = 0x811c9dc5 ^ text.length;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
