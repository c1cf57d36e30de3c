import { join } from 'node:path';

/** From `src/cdk` and from `dist/esm` or `dist/cjs`, the package is two folders up. */
const dist = join(import.meta.dirname, '../../dist');

/** The files of the package that are deployed as they are. */
export const packageZips: Readonly<Record<'layer' | 'relay', string>> = {
  layer: join(dist, 'layer/antifreeze.zip'),
  relay: join(dist, 'relay/antifreeze-relay.zip'),
};
