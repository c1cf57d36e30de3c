/** `name:value`, of which the value may be left out. */
export interface RuleText {
  readonly name: string;
  readonly value: string | undefined;
}

/** The parts of a text between `separator`s. */
export function ruleTexts(text: string, separator: string): RuleText[] {
  return text
    .split(separator)
    .map((each) => each.trim())
    .filter(Boolean)
    .map((each) => {
      const [, name = '', value] = /^([^:]*):(.*)$/s.exec(each) ?? [each, each];
      return { name: name.trim().toLowerCase(), value: value?.trim() };
    });
}

/** `key=value` at its last `=`; where there is none, all of it is the key, and `otherwise` the value. */
export function keyAndValue(text: string, otherwise: string): readonly [string, string] {
  const at = text.lastIndexOf('=');
  return at < 0 ? [text.trim(), otherwise] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** A number from `least` to `most`, perhaps given as text. */
export function numberFrom(
  least: number,
  given: unknown,
  most: number = Number.MAX_VALUE,
): number | undefined {
  const isText = typeof given === 'string' && /^[\d.]+$/.test(given);
  const value = isText || typeof given === 'number' ? Number(given) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}
