import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServingProcess } from '../../harness/gcp/serving-process.ts';
import type { Project } from './build-package.ts';
import { type FrameworkOptions, functions, startFramework } from './start-framework.ts';

/** The ways in which the same function may be deployed. */
export type Variant = 'bare' | 'by hand' | 'by hand, ES module' | 'preloaded' | 'both';
export const tracedVariants: readonly Variant[] = [
  'by hand',
  'by hand, ES module',
  'preloaded',
  'both',
];

const wrapperOf = {
  http: 'traceHttpFunction',
  cloudevent: 'traceCloudEvent',
  event: 'traceEventFunction',
};

/** Serves a function of test/gcp/functions in one of the ways. */
export async function serve(
  project: Project,
  variant: Variant,
  { source, target, signature = 'http', environment }: FrameworkOptions,
): Promise<ServingProcess> {
  const original = JSON.stringify(join(functions, source));
  const wrap = wrapperOf[signature];
  const isModule = variant === 'by hand, ES module';
  const isWrapped = variant === 'both' || variant === 'by hand';
  const commonJs = `const original = require(${original});
    const wrap = ${isWrapped ? `require('antifreeze/gcp').${wrap}` : '(fn) => fn'};
    exports[${JSON.stringify(target)}] = wrap(original[${JSON.stringify(target)}]);`;
  const esModule = `import { ${wrap} } from 'antifreeze/gcp';
    import original from ${original};
    export const ${target} = ${wrap}(original[${JSON.stringify(target)}]);`;
  const file = `${source}-${target}-${variant}`.replace(/\W+/g, '-') + (isModule ? '.mjs' : '.cjs');
  writeFileSync(join(project.directory, file), isModule ? esModule : commonJs);
  return await startFramework(project, {
    source: file,
    target,
    signature,
    preload: variant === 'preloaded' || variant === 'both',
    ...(environment && { environment }),
  });
}
