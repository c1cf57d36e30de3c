import { layerRuntimes } from '../../../support/layer.ts';
import type { Rule } from '../rule.ts';

/** Whether the function's own settings suit. */
export const platformRules: readonly Rule[] = [
  {
    id: 'runtime-unsupported',
    severity: 'error',
    meaning: `The runtime is none of ${layerRuntimes.map((name) => `\`${name}\``).join(', ')}`,
    remedy: `Move the function to ${layerRuntimes.at(-1)}.`,
    find: ({ described: { runtime }, tracing: { status } }) =>
      runtime !== undefined && status !== 'untraced' && !layerRuntimes.includes(runtime)
        ? [`Its runtime is ${runtime}, on which antifreeze does not run.`]
        : [],
  },
  {
    id: 'x-ray-active',
    severity: 'hint',
    meaning: "X-Ray's active tracing is on as well",
    remedy: 'Set the tracing mode to PassThrough, unless you look at both.',
    find: ({ described: { xRay }, tracing }) =>
      xRay && tracing.status === 'traced'
        ? ['X-Ray traces it, too: traces of its own, which cost extra.']
        : [],
  },
  {
    id: 'memory-low',
    severity: 'hint',
    meaning: 'The function has 128 MB of memory, and so a fourteenth of a processor',
    remedy: 'Give it 256 MB or more.',
    find: ({ described: { memory }, tracing }) =>
      memory <= 128 && tracing.status === 'traced'
        ? ['128 MB is little: with so small a part of a processor a flush takes long.']
        : [],
  },
];
