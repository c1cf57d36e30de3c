import type { LocalRule } from '../local-rule.ts';
import type { LocalFunction } from '../project.ts';
import { tracedBy } from '../traced-by.ts';
import { attachLines } from './attach-lines.ts';

/** Whether functions are traced. */
export const functionRules: readonly LocalRule[] = [
  {
    id: 'no-function',
    severity: 'warning',
    meaning: 'No function was found, in no configuration that is known here',
    remedy: 'Run it in the folder of the functions, or name that with --path.',
    find: ({ functions, elsewhere }) => {
      const folders = elsewhere.slice(0, 5).join(', ');
      const more = elsewhere.length > 5 ? ` and ${elsewhere.length - 5} more` : '';
      const below =
        elsewhere.length > 0 ? `, but there are configurations in ${folders}${more}` : '';
      return functions.length === 0
        ? [{ message: `No function was found in this folder${below}.` }]
        : [];
    },
  },
  {
    id: 'not-traced',
    severity: 'warning',
    meaning: 'Nothing traces the function: no layer, no plugin, and its handler is not wrapped',
    remedy:
      'Write these lines; or leave the code alone, and attach the layer (docs/layer.md of the package) or on Google Cloud the preload (docs/google-cloud.md).',
    find: ({ functions }) =>
      functions.filter(isBare).map((each) => ({
        message: `Nothing traces it${each.source ? `: ${each.source.file} exports the handler as it is` : ''}.`,
        of: each,
        lines: attachLines(each),
      })),
  },
  {
    id: 'handler-missing',
    severity: 'warning',
    meaning: 'There is no file for the handler that the configuration names',
    remedy: 'Correct the handler, or build the project first.',
    find: ({ functions }) =>
      functions
        .filter(({ source, modules }) => !source && modules.length > 0)
        .map((each) => ({
          message: `There is no file ${each.modules[0]} with .ts, .mjs, .js or the like${each.handler ? ` for its handler ${each.handler}` : ''}.`,
          of: each,
        })),
  },
  {
    id: 'handler-not-exported',
    severity: 'warning',
    meaning: 'The file of the handler has no export of its name that could be found',
    remedy: 'Correct the name of the handler, or of the export.',
    find: ({ functions }) =>
      functions
        .filter(({ source }) => source?.state === 'absent')
        .map((each) => ({
          message: `${each.source?.file} exports no ${each.exportName} that could be found.`,
          of: each,
        })),
  },
  {
    id: 'handler-unclear',
    severity: 'hint',
    meaning: 'The handler is made in another file, which may trace it',
    remedy: 'Call the function once beside npx antifreeze view, which shows whether it is traced.',
    find: ({ functions }) =>
      functions
        .filter((each) => each.source?.state === 'unclear' && tracedBy(each).status === 'unsure')
        .map((each) => ({
          message: `Whether it is traced isn't seen in ${each.source?.file}: the handler is made elsewhere.`,
          of: each,
        })),
  },
  {
    id: 'wrong-entry',
    severity: 'error',
    meaning:
      'A function for AWS loads `antifreeze/gcp` alone, or one for Google Cloud `antifreeze`',
    remedy: 'Load the entry of the platform that the function runs on.',
    find: ({ functions }) =>
      functions.flatMap((each) => {
        const { right, wrong } = entriesFor(each);
        const entries = each.source?.entries ?? [];
        if (!entries.includes(wrong) || entries.includes(right)) return [];
        return [
          { message: `${each.source?.file} loads ${wrong} where it needs ${right}.`, of: each },
        ];
      }),
  },
];

/** Where no handler is found under the name, there is nothing to wrap. */
function isBare(each: LocalFunction): boolean {
  return tracedBy(each).status === 'untraced' && each.source?.state === 'bare';
}

function entriesFor({ cloud }: LocalFunction) {
  return cloud === 'aws'
    ? { right: 'antifreeze', wrong: 'antifreeze/gcp' }
    : { right: 'antifreeze/gcp', wrong: 'antifreeze' };
}
