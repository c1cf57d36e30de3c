/** A JSON object of unknown content. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value can have fields. Lists can: what they lack is what decides. */
export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

/**
 * A field of whatever it may be; undefined where there is no such thing, even where reading it throws. Null counts as
 * absent: the serializers of some languages write it for whatever an event doesn't have.
 */
export function field(value: unknown, name: string): unknown {
  try {
    return typeof value === 'object' ? ((value as Fields | null)?.[name] ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

/** A field that holds text. Empty text, which AWS also writes for what is absent, counts as absent. */
export function text(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === 'string' && found !== '' ? found : undefined;
}
