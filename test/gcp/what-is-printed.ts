import type { ServingProcess } from '../../harness/gcp/serving-process.ts';

/**
 * What a server prints while `work` goes on, and soon after, without the places in stack traces. It travels by another way
 * than responses do; the mark that servers of the tests print at a signal, to both of their streams, tells how far it has come.
 */
export async function whatIsPrinted(
  { pid, lines }: ServingProcess,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const before = lines().length - 1;
  await work();
  const printed = () => lines().slice(before, -1);
  process.kill(pid, 'SIGUSR2');
  const deadline = Date.now() + 60_000;
  while (printed().filter(isMarker).length < 2 && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 2));
  return printed().filter((line) => !isMarker(line) && !isPlace(line));
}

const isMarker = (line: string) => line === 'marker';
const isPlace = (line: string) => /^\s+at /.test(line);
