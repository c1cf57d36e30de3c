/** What no text has. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these tell binary from text.
const controls = /[\0-\x08\x0e-\x1a\x1c-\x1f]/;

/** The text that bytes are in UTF-8, of which the last character may be cut off. Undefined where they are something else. */
export function textOfBytes(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return controls.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** In lines or not. */
const alphabet = /^[\w+/\r\n-]{8,}={0,2}\s{0,2}$/;

/** The bytes that a text is in base64, if it is any. */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  return alphabet.test(text) ? Buffer.from(text, 'base64') : undefined;
}
