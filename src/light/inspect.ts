// In place of the trace SDK's module of this name, which does again what Node.js does with a plain object: print it, as
// deep as it is told to.

import type { Resource } from '@opentelemetry/resources';

export const inspectCustom: symbol = Symbol.for('nodejs.util.inspect.custom');

export function formatInspect(_className: string, payload: object): object {
  return payload;
}

export function settledResourceAttributes({ attributes }: Resource): Resource['attributes'] {
  return attributes;
}
