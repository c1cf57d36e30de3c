const zlib = process.getBuiltinModule('node:zlib');

type Options = NonNullable<Parameters<typeof zlib.gunzipSync>[1]>;

/** What undoes an encoding, and how it is told that the end may be missing. */
interface Packing {
  readonly unpack: (bytes: Uint8Array, options: Options) => Uint8Array;
  readonly cut: Options;
}

const gzip: Packing = {
  unpack: zlib.gunzipSync,
  cut: { finishFlush: zlib.constants.Z_SYNC_FLUSH },
};
const packings = new Map<string, Packing>([
  ['gzip', gzip],
  ['x-gzip', gzip],
  [
    'br',
    {
      unpack: zlib.brotliDecompressSync,
      cut: { finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH },
    },
  ],
  // With zlib's header, RFC 1950, and as some send it without.
  [
    'deflate',
    {
      ...gzip,
      unpack: (...all) => (isZlib(all[0]) ? zlib.inflateSync : zlib.inflateRawSync)(...all),
    },
  ],
]);
const packed = /gzip|br|deflate|compress|zstd/;

/** As much of a body as there is, and whether that is all of it. */
export interface KnownBytes {
  readonly bytes: Uint8Array;
  readonly isCut: boolean;
}

/**
 * The beginning of what is in a body with this `Content-Encoding`, at most `most` bytes of it, whatever it would unpack to.
 * Undefined where it is compressed in a way that is not known.
 */
export function unpackedBody(
  known: KnownBytes,
  encoding: string,
  most: number,
): KnownBytes | undefined {
  const name = encoding.trim().toLowerCase();
  if (!packed.test(name)) return known;
  const packing = packings.get(name);
  return packing && unpackedWith(packing, known, most);
}

/** Of what would be too much, or has a mistake further on, less and less is taken. */
function unpackedWith(
  { unpack, cut }: Packing,
  { bytes, isCut }: KnownBytes,
  maxOutputLength: number,
): KnownBytes | undefined {
  if (!isCut) {
    const whole = attempt(() => unpack(bytes, { maxOutputLength }));
    if (whole) return { bytes: whole, isCut };
  }
  for (let { length } = bytes; length > 0; length = Math.floor(length / 2)) {
    const part = attempt(() => unpack(bytes.subarray(0, length), { ...cut, maxOutputLength }));
    if (part && part.length > 0) return { bytes: part, isCut: true };
  }
  return undefined;
}

function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function isZlib([first = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8;
}
