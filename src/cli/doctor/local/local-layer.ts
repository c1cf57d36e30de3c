import type { LayerContents, LayerDescription } from '../function-description.ts';

/** A layer that isn't published yet, as the rules want it. */
export function localLayer(name: string, contents: LayerContents): LayerDescription {
  return { arn: name, name, contents };
}

/** A layer that a configuration names, by an ARN or by a reference to what makes it. */
export function namedLayer(value: unknown): LayerDescription {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  const name = /:layer:([\w-]+)/.exec(text)?.[1] ?? text.replace(/[^\w./-]+/g, ' ').trim();
  return /antifreeze/i.test(text)
    ? localLayer(name, { kind: 'antifreeze', version: undefined, isInstalled: undefined })
    : localLayer(name, { kind: 'unknown' });
}
