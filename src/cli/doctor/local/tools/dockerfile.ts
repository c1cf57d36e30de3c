import { splitHandler } from '../plain-values.ts';
import type { DeclaredFunction } from '../project.ts';
import type { ProjectFiles } from '../project-files.ts';
import { nothingElse } from './in-code.ts';

/** What a `Dockerfile` says of its last stage. */
export interface Dockerfile {
  readonly isThere: boolean;
  /** Whether its base is AWS's for Lambda, or its entry point Lambda's runtime client. */
  readonly isLambda: boolean;
  /** The words of `ENTRYPOINT` and `CMD`. */
  readonly command: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly nodeVersion: string | undefined;
}

/** Reads the `Dockerfile` of a project. */
export function readDockerfile(files: ProjectFiles): Dockerfile {
  const text = files.read('Dockerfile') ?? '';
  const joined = text.replace(/\\\r?\n/g, ' ').replace(/^\s*#.*$/gm, '');
  const stage = joined.split(/^\s*(?=FROM\s)/im).at(-1) ?? '';
  const all = (word: string) =>
    [...stage.matchAll(new RegExp(`^\\s*${word}\\s+(.+)$`, 'gim'))].map(([, rest = '']) =>
      rest.trim(),
    );
  const command = [all('ENTRYPOINT').at(-1), all('CMD').at(-1)]
    .map(wordsOf)
    .filter(Boolean)
    .join(' ');
  const [base = ''] = all('FROM');
  return {
    isThere: text !== '',
    isLambda: /\blambda\/nodejs\b/.test(base) || /\baws-lambda-ric\b/.test(command),
    command,
    variables: Object.fromEntries(all('ENV').flatMap(pairsOf)),
    nodeVersion: /\bnode(?:js)?:(\d+)/.exec(base)?.[1],
  };
}

/** The function of an image for Lambda. */
export function readLambdaImage(files: ProjectFiles): readonly DeclaredFunction[] {
  const { isLambda, command, variables } = readDockerfile(files);
  const given = variables['ANTIFREEZE_HANDLER'] ?? command;
  const [, handler] = /([\w./-]+\.[\w$]+)$/.exec(given) ?? [];
  if (!isLambda || !handler) return [];
  const { module, exportName } = splitHandler(handler);
  return [
    {
      ...nothingElse,
      name: handler,
      tool: 'Dockerfile',
      cloud: 'aws',
      declaredIn: 'Dockerfile',
      runtime: undefined,
      handler,
      modules: [module],
      exportName,
      variables,
    },
  ];
}

/** `["node", "server.js"]`, or the same as a shell has it. */
function wordsOf(command = ''): string {
  return command.startsWith('[')
    ? [...command.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word]) => word).join(' ')
    : command;
}

/** `A=1 B="2"`, or the old `A 1`. */
function pairsOf(rest: string): (readonly [string, string])[] {
  const [, name, value = ''] = /^([A-Z]\w*)\s+([^=]*)$/.exec(rest) ?? [];
  if (name) return [[name, value]];
  const pairs = [...rest.matchAll(/([A-Z]\w*)=(?:"([^"]*)"|(\S*))/g)];
  return pairs
    .map(([, key = '', quoted, bare = '']) => [key, quoted ?? bare] as const)
    .filter(([, text]) => !text.includes('$'));
}
