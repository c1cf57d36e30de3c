/** The last part of a resource's name, such as the topic of `projects/P/topics/T`. */
export function lastPart(name: string | undefined): string | undefined {
  return name?.slice(name.lastIndexOf('/') + 1) || undefined;
}

/** What follows the part `collection` in a resource's name: of `projects/P/buckets/B/objects/a/b` and `objects`, `a/b`. */
export function partsAfter(name: string | undefined, collection: string): string | undefined {
  const parts = name?.split('/') ?? [];
  const place = parts.indexOf(collection);
  return place < 0 ? undefined : parts.slice(place + 1).join('/') || undefined;
}
