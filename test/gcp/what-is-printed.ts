import type { ServingProcess } from '../../harness/gcp/serving-process.ts';
import { call } from './start-framework.ts';

/** A path at which most servers of the tests print `marker`, to both of their streams. */
export const markerPath = '/marker';

/**
 * What a server prints while `work` goes on, and soon after, without the places in stack traces. It travels by another way
 * than responses do; a path that prints the marker tells how far it has come.
 */
export async function whatIsPrinted(
  { port, lines }: ServingProcess,
  work: () => Promise<unknown>,
  marker?: string,
): Promise<string[]> {
  const before = lines().length - 1;
  await work();
  const printed = () => lines().slice(before, -1);
  if (marker === undefined) await new Promise((resolve) => setTimeout(resolve, 25));
  else {
    await call(port, { path: marker });
    const deadline = Date.now() + 10_000;
    while (printed().filter(isMarker).length < 2 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return printed().filter((line) => !isMarker(line) && !isPlace(line));
}

const isMarker = (line: string) => line === 'marker';
const isPlace = (line: string) => /^\s+at /.test(line);
