import { defaultMemoryMb, type FunctionSettings } from './function-settings.ts';

/**
 * Node.js's options on Lambda, as AWS's images have them in `/var/runtime/bootstrap`: a tenth of the memory is for young
 * objects, in two halves, and the rest for old ones. A function's own options come last, and win.
 */
export function nodeOptionsOf({
  memoryMb = defaultMemoryMb,
  nodeOptions = [],
}: Pick<FunctionSettings, 'memoryMb' | 'nodeOptions'>): string[] {
  const young = Math.floor(memoryMb / 10);
  return [
    '--expose-gc',
    '--max-http-header-size=81920',
    `--max-semi-space-size=${Math.floor(young / 2)}`,
    `--max-old-space-size=${memoryMb - young}`,
    ...nodeOptions,
  ];
}
