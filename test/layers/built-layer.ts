import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildLayer } from '../../scripts/build-layer.ts';
import { builtOnce } from '../built-once.ts';

/** The layer, built from the sources as they are. */
export interface BuiltLayer {
  /** Stands for /opt. */
  readonly opt: string;
  readonly zip: string;
  /** The variable that attaches it to a function. */
  readonly variables: Readonly<Record<string, string>>;
  remove(): void;
}

export async function builtLayer(): Promise<BuiltLayer> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'layer-'));
  await builtOnce('layer', folder, buildLayer);
  const opt = join(folder, 'opt');
  return {
    opt,
    zip: join(folder, 'antifreeze.zip'),
    variables: { AWS_LAMBDA_EXEC_WRAPPER: join(opt, 'antifreeze') },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
