import { dirname, join } from 'node:path';
import { execWrapper } from '../../../../support/layer.ts';
import { localLayer } from '../local-layer.ts';
import { splitHandler } from '../plain-values.ts';
import type { DeclaredFunction } from '../project.ts';
import type { ProjectFiles } from '../project-files.ts';
import { closingBracket, lineAt } from '../source-text.ts';
import { nothingElse } from './in-code.ts';

/** A block of Terraform's language, as text. */
interface Block {
  readonly name: string;
  readonly body: string;
  readonly file: string;
  readonly line: number;
}

/** The functions of Terraform's files, as far as their text tells. */
export function readTerraform(files: ProjectFiles): readonly DeclaredFunction[] {
  const sources = files.paths.filter((path) => path.endsWith('.tf'));
  const texts = sources.flatMap((file) => {
    const text = files.read(file);
    return text ? [{ file, text: withoutComments(text) }] : [];
  });
  const around: Around = {
    archives: texts.flatMap((each) => blocks(each, 'data', 'archive_file')),
    modules: new Map(texts.flatMap(({ text }) => ourModules(text))),
  };
  return texts
    .flatMap((each) => blocks(each, 'resource', 'aws_lambda_function'))
    .map((block) => describe(block, around));
}

/** What functions refer to. */
interface Around {
  readonly archives: readonly Block[];
  /** Modules of this package by name: `layer`, `relay` or `endpoint`. */
  readonly modules: ReadonlyMap<string, string>;
}

function describe(block: Block, { archives, modules }: Around): DeclaredFunction {
  const { body, file, line, name } = block;
  const handler = textOf(body, 'handler');
  const { module, exportName } = splitHandler(handler ?? '');
  return {
    ...nothingElse,
    name: textOf(body, 'function_name') ?? name,
    tool: 'Terraform',
    cloud: 'aws',
    declaredIn: file,
    line,
    runtime: textOf(body, 'runtime'),
    handler,
    modules: handler ? foldersOf(block, archives).map((folder) => join(folder, module)) : [],
    exportName,
    // AWS's own defaults.
    timeout: Number(valueIn(body, 'timeout') ?? 3) || undefined,
    memory: Number(valueIn(body, 'memory_size') ?? 128) || undefined,
    xRay: /\btracing_config\s*\{[^}]*"Active"/.test(body),
    hasOwnKey: valueIn(body, 'kms_key_arn') !== undefined,
    ...variablesOf(body, modules),
    layers: layersOf(body, modules),
  };
}

function withoutComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|\/\*[\s\S]*?\*\/|(?:#|\/\/)[^\n]*/g, (piece) =>
    piece.startsWith('"') ? piece : piece.replace(/[^\n]/g, ' '),
  );
}

function blocks(
  { file, text }: { file: string; text: string },
  kind: string,
  type: string,
): Block[] {
  const bare = text.replace(
    /"(?:[^"\\\n]|\\.)*"/g,
    (piece) => `"${piece.slice(1, -1).replace(/[^\n]/g, ' ')}"`,
  );
  const head = new RegExp(`\\b${kind}\\s+"${type}"\\s+"([^"]+)"\\s*\\{`, 'g');
  return [...text.matchAll(head)].map((match) => {
    const open = match.index + match[0].length - 1;
    const body = text.slice(open + 1, closingBracket(bare, open));
    return { name: match[1] ?? '', body, file, line: lineAt(text, match.index) };
  });
}

function valueIn(body: string, name: string): string | undefined {
  return new RegExp(`^[ \\t]*${name}[ \\t]*=[ \\t]*([^\\n]+?)[ \\t]*$`, 'm').exec(body)?.[1];
}

function textOf(body: string, name: string): string | undefined {
  return /^"([^"$]*)"$/.exec(valueIn(body, name) ?? '')?.[1];
}

/** The folders that the code may be in: that of its archive, or those that most have. */
function foldersOf({ body, file }: Block, archives: readonly Block[]): readonly string[] {
  const here = dirname(file);
  const [, archive] = /\bdata\.archive_file\.([\w-]+)/.exec(body) ?? [];
  const source = archives.find(({ name }) => name === archive)?.body ?? '';
  const path = valueIn(source, 'source_dir') ?? valueIn(source, 'source_file');
  const [, folder] = /^"(?:\$\{path\.(?:module|root|cwd)\}\/)?([^"$]*)"$/.exec(path ?? '') ?? [];
  const named =
    folder === undefined ? [] : [join(here, /\.\w+$/.test(folder) ? dirname(folder) : folder)];
  return [...named, here, '.', 'src', 'lambda', 'dist'];
}

function ourModules(text: string): (readonly [string, string])[] {
  const used =
    /\bmodule\s+"([\w-]+)"\s*\{[^}]*?\bantifreeze\/deploy\/terraform\/(layer|relay|endpoint)\b/g;
  return [...text.matchAll(used)].map(([, name = '', kind = '']) => [name, kind] as const);
}

function variablesOf(body: string, modules: Around['modules']) {
  const [, block = ''] = /\benvironment\s*\{\s*variables\s*=([\s\S]*)/.exec(body) ?? [];
  const pairs = [
    ...block.matchAll(
      /(?<=[{,(\n])[ \t]*"?([A-Z][A-Z0-9_]*)"?[ \t]*[=:][ \t]*("[^"\n]*"|[^,}\n]+)/g,
    ),
  ];
  const known = pairs.flatMap(([, name = '', value]) => {
    const text = literalOf(value);
    return text === undefined ? [] : [[name, text] as const];
  });
  const merged = [...block.matchAll(/\bmodule\.([\w-]+)\.environment\b/g)].map(([, name = '']) =>
    modules.get(name),
  );
  return {
    variables: {
      ...(merged.includes('layer') && { AWS_LAMBDA_EXEC_WRAPPER: execWrapper }),
      ...(merged.includes('endpoint') && { ANTIFREEZE_ENDPOINT: 'aws' }),
      ...(merged.includes('relay') && { ANTIFREEZE_RELAY: 'sqs' }),
      ...Object.fromEntries(known),
    },
    references: [
      ...pairs.flatMap(([, name = '', value]) => (literalOf(value) === undefined ? name : [])),
      ...(merged.includes('relay') ? ['ANTIFREEZE_RELAY_QUEUE_URL'] : []),
    ],
  };
}

function literalOf(value = ''): string | undefined {
  return /^"([^"$]*)"$/.exec(value)?.[1] ?? /^(?:\d+|true|false)$/.exec(value.trim())?.[0];
}

function layersOf(body: string, modules: Around['modules']) {
  const value = valueIn(body, 'layers') ?? '';
  if (value === '') return [];
  const named = [...value.matchAll(/\bmodule\.([\w-]+)/g)].map(([, name = '']) =>
    modules.get(name),
  );
  const isOurs = /antifreeze/i.test(value) || named.includes('layer');
  const contents = isOurs
    ? ({ kind: 'antifreeze', version: undefined, isInstalled: undefined } as const)
    : ({ kind: 'unknown' } as const);
  return [localLayer('layers', contents)];
}
