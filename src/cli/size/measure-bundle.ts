/** What esbuild says of the files that it has written: its `metafile`. */
export interface Metafile {
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly bytes: number;
        readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
      }
    >
  >;
}

/** What of a file is antifreeze, in bytes. */
export interface BundleSize {
  readonly file: string;
  readonly bytes: number;
  /** All that is there of antifreeze: what a cold start parses, and late parts. */
  readonly own: number;
  /** Texts that are compiled when they are first needed, the largest first. */
  readonly lateParts: readonly { readonly name: string; readonly bytes: number }[];
}

const ownFile = /(?:^|\/)antifreeze\/dist\/(?:esm|cjs)\/[\w-]+\.js$/;
/** As `src/light/late-part.ts` is called: a name, and a text, as it is or packed. */
const latePart =
  /(["'`])([a-z][\w-]*(?:\/[\w-]+)+)\1,\s*(?=["'`](?:\\?["']use strict|[\w+/=]{500}))/g;
const literal = /(["'`])(?:\\[\s\S]|(?!\1)[^\\])*\1/y;

/** The files that have antifreeze in them. `read` gives the text of a file that was written. */
export function measureBundles(
  { outputs }: Metafile,
  read: (file: string) => string,
): readonly BundleSize[] {
  return Object.entries(outputs).flatMap(([file, { bytes, inputs }]) => {
    const ours = Object.entries(inputs).filter(([path]) => ownFile.test(path));
    const own = ours.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
    return own === 0 ? [] : [{ file, bytes, own, lateParts: latePartsIn(read(file)) }];
  });
}

function latePartsIn(bundle: string): BundleSize['lateParts'] {
  return [...bundle.matchAll(latePart)]
    .map(({ 0: { length }, 2: name = '', index }) => {
      literal.lastIndex = index + length;
      return { name, bytes: Buffer.byteLength(literal.exec(bundle)?.[0] ?? '') };
    })
    .sort((one, other) => other.bytes - one.bytes);
}
