import { dirname } from 'node:path';
import { findTracersAmong } from '../../other-tracers.ts';
import type { LocalRule } from '../local-rule.ts';
import { addCommand } from '../manifest.ts';
import type { Lines, Project } from '../project.ts';
import { tracedBy } from '../traced-by.ts';

/** What the oldest supported runtime has. */
const oldestMajor = 22;

/** Whether the packages are the right ones. */
export const installRules: readonly LocalRule[] = [
  {
    id: 'not-installed',
    severity: 'error',
    meaning: '`package.json` does not name `antifreeze`, and not all functions get it from a layer',
    remedy: 'Install it.',
    find: (project) => {
      const { manifest, functions } = project;
      const isNamed = [...manifest.dependencies, ...manifest.devDependencies].includes(
        'antifreeze',
      );
      // Where there is no function, nothing needs it.
      const isLayered = functions.every((each) => tracedBy(each).by === 'layer');
      if (isNamed || isLayered || !manifest.isThere) return [];
      return [
        {
          message: 'antifreeze is not among the packages of the project.',
          lines: [addingTo(manifest)],
        },
      ];
    },
  },
  {
    id: 'dev-dependency',
    severity: 'error',
    meaning:
      '`antifreeze` is among the `devDependencies`, code loads it when it runs, and nothing bundles it',
    remedy: 'Move it to the dependencies, or it is not deployed.',
    find: ({ manifest, functions, bundles }) => {
      const isForDevelopment =
        manifest.devDependencies.includes('antifreeze') &&
        !manifest.dependencies.includes('antifreeze');
      const loads = functions.filter(
        ({ source, attachedBy, tool }) =>
          tool !== 'SST' && (attachedBy === 'preload' || source?.entries.length),
      );
      const isPlain = loads.some(({ source }) => !source || !/\.[cm]?tsx?$/.test(source.file));
      if (!isForDevelopment || bundles.length > 0 || !isPlain) return [];
      return [
        {
          message: 'antifreeze is a devDependency, which is not deployed, and the code loads it.',
          lines: [addingTo(manifest)],
        },
      ];
    },
  },
  {
    id: 'other-tracer-installed',
    severity: 'warning',
    meaning: "Another tracer's package is among the dependencies",
    remedy:
      'Remove it once antifreeze has taken over; docs/migration.md says how to run both for a while.',
    find: ({ manifest: { dependencies, devDependencies } }) => {
      // For tests and scripts, unless it attaches itself when the project is deployed.
      const attaching = devDependencies.filter((name) => /serverless|cdk/.test(name));
      return findTracersAmong([...dependencies, ...attaching]).map(({ name, packages }) => ({
        message: `${name} is installed as well (${packages.join(', ')}): spans come twice, or lose their parents.`,
      }));
    },
  },
  {
    id: 'node-engine',
    severity: 'warning',
    meaning: '`engines.node` asks for a Node.js that is older than antifreeze needs',
    remedy: 'Ask for 22.15 or later.',
    find: ({ manifest: { file, nodeEngine } }) =>
      nodeEngine !== undefined && isTooOld(nodeEngine)
        ? [
            {
              message: `engines.node is ${nodeEngine.slice(0, 40)}, and antifreeze needs Node.js 22.15 or later.`,
              lines: [{ file, where: 'engines', text: '"node": ">=22.15"' }],
            },
          ]
        : [],
  },
  {
    id: 'sdk-v2',
    severity: 'hint',
    meaning: 'The AWS SDK v2 is among the dependencies',
    remedy: 'Move to the AWS SDK v3.',
    find: ({ manifest }) => (usesOldSdk(manifest) ? [{ message: oldSdk }] : []),
  },
];

/** What makes antifreeze one of a project's dependencies. */
function addingTo(manifest: Project['manifest']): Lines {
  const { file } = manifest;
  const folder = dirname(file);
  const where = folder === '.' ? 'by this command' : `by this command in ${folder}`;
  return { file, where, text: addCommand(manifest, 'antifreeze') };
}

const oldSdk =
  'The AWS SDK v2 is told by its requests only, so its messages carry no context to who receives them.';

function usesOldSdk({ dependencies }: Project['manifest']): boolean {
  return dependencies.includes('aws-sdk');
}

/** Whether a range lets in nothing new enough: all that it names is old, and it has no open end. */
function isTooOld(range: string): boolean {
  const majors = [...range.matchAll(/(?<![\d.])v?(\d+)/g)].map(([, major]) => Number(major));
  const isOpen = />/.test(range) && !/</.test(range);
  return majors.length > 0 && !isOpen && Math.max(...majors) < oldestMajor;
}
