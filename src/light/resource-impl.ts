// In place of the resources package's module of this name, which also makes whatever foreign detectors give safe.

import type { Attributes } from '@opentelemetry/api';
import type {
  DetectedResource,
  DetectedResourceAttributes,
  RawResourceAttribute,
  Resource,
} from '@opentelemetry/resources';

interface Schema {
  readonly schemaUrl?: string;
}

/** A resource of valid attributes; those that are promises count once they are fulfilled. */
class LightResource implements Resource {
  asyncAttributesPending: boolean;
  readonly #raw: RawResourceAttribute[];

  readonly schemaUrl?: string;

  constructor(raw: RawResourceAttribute[], { schemaUrl }: Schema) {
    this.#raw = raw;
    if (schemaUrl) this.schemaUrl = schemaUrl;
    this.asyncAttributesPending = raw.some(([, value]) => isPromise(value));
  }

  /** The first of several values of one name counts. */
  get attributes(): Attributes {
    const attributes: Attributes = {};
    for (const [name, value] of this.#raw)
      if (value !== undefined && !isPromise(value)) attributes[name] ??= value;
    return attributes;
  }

  async waitForAsyncAttributes(): Promise<void> {
    for (const attribute of this.#raw)
      attribute[1] = await Promise.resolve(attribute[1]).catch(() => undefined);
    this.asyncAttributesPending = false;
  }

  getRawAttributes(): RawResourceAttribute[] {
    return this.#raw;
  }

  merge(other: Resource | null): Resource {
    const raw = [...(other?.getRawAttributes() ?? []), ...this.#raw];
    return new LightResource(raw, this);
  }
}

function isPromise<Value>(value: Value | Promise<Value>): value is Promise<Value> {
  return typeof (value as Promise<Value> | undefined)?.then === 'function';
}

export function resourceFromAttributes(
  attributes: DetectedResourceAttributes,
  schema: Schema = {},
): Resource {
  return new LightResource(Object.entries(attributes), schema);
}

export function emptyResource(): Resource {
  return resourceFromAttributes({});
}

/** Of a provider that is given none, which is none of ours. */
export function defaultResource(): Resource {
  return emptyResource();
}

export function resourceFromDetectedResource({ attributes = {} }: DetectedResource): Resource {
  return resourceFromAttributes(attributes);
}
