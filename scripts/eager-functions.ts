import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { withLateParts } from './late-parts.ts';

/** A function in a text, from one offset to another, and whether it has run. */
interface FunctionRange {
  readonly start: number;
  readonly end: number;
  readonly ran: boolean;
  /** How many functions it is within, but for that of the file. */
  readonly depth: number;
}

/** Loads a bundle as Lambda would, has it trace a request and send that, and prints what V8 saw of its functions. */
const coldStart = `
  import { createServer } from 'node:http';
  import { Session } from 'node:inspector';
  import { createRequire } from 'node:module';
  import { pathToFileURL } from 'node:url';
  const session = new Session();
  const post = (method, parameters) => {
    let answer;
    session.post(method, parameters, (error, result) => (answer = result));
    return answer;
  };
  session.connect();
  post('Profiler.enable');
  post('Profiler.startPreciseCoverage', { callCount: true });
  const server = createServer((request, response) => request.resume().on('end', () => response.end()));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:' + server.address().port;
  // Where the runtime's client is found.
  const client = { next: async () => {}, done: () => {}, error: () => {} };
  createRequire(process.argv[1]).cache['/rapid-client.node'] = { exports: client };
  const url = pathToFileURL(process.argv[1]).href;
  const { traceLambda, traceOnce = traceLambda } = await import(url);
  const handler = traceOnce(async () => ({ statusCode: 200 }));
  await client.next();
  const context = JSON.parse(process.env.CONTEXT);
  const answer = await handler(JSON.parse(process.env.EVENT), { ...context, getRemainingTimeInMillis: () => 3_000 });
  client.done(context.awsRequestId, JSON.stringify(answer));
  await client.next();
  const { result } = post('Profiler.takePreciseCoverage');
  const scripts = result.map(({ url: of, functions }) => [
    of === url ? '' : of.replace(/^antifreeze.(.*).js$/, '$1'),
    functions.map(({ ranges: [{ startOffset: start, endOffset: end, count }] }) => ({ start, end, ran: count > 0 })),
  ]);
  process.stdout.write(JSON.stringify(Object.fromEntries(scripts)), () => process.exit());`;

const context = {
  awsRequestId: '8f5a1c3e-0000-4000-8000-000000000000',
  functionName: 'orders',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
};
const eventFile = join(import.meta.dirname, '../test/events/api-gateway-http/custom-domain.json');

const declaration = /^(?:async )?function\*? ?([\w$]+)\(/;
const functionExpression = /^(?:async )?function\b/;
const arrow = /^(?:async ?)?(?:[\w$]+|\((?:[^()]|\([^()]*\))*\))=>/;

type Format = 'esm' | 'cjs';

/** Functions by the name of the late part that they are in; by an empty name those of the bundle itself. */
type Functions = Readonly<Record<string, readonly Omit<FunctionRange, 'depth'>[]>>;

/** What `new Function` puts ahead of the body of a late part. */
const headOfPart = '(function anonymous(shared\n) {\n'.length;

/**
 * Bundles one entry with late parts, so that V8 parses the functions that a cold start, the first request and its flush run
 * once and not twice: it first skips over a function, to parse it when it is called, unless it stands in parentheses.
 * Which ones run shows in a cold start of the bundle, a minified one.
 */
export async function bundleEagerly(
  options: BuildOptions & { readonly format: Format },
): Promise<string> {
  const plain = await bundle(withLateParts(options));
  const parts = functionsOf(plain, options.format);
  const eager = await bundle(
    withLateParts(options, (name, body) => {
      const functions = (parts[name] ?? []).map(({ start, end, ran }) => ({
        start: start - headOfPart,
        end: end - headOfPart,
        ran,
      }));
      return withEagerFunctions(body, functions);
    }),
  );
  return withEagerFunctions(eager, functionsOf(eager, options.format)[''] ?? []);
}

async function bundle(options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({ ...options, write: false });
  return outputFiles?.[0]?.text ?? '';
}

/**
 * Puts the functions that have run into parentheses. Those that are declared at the top level become variables ahead of all
 * else, where declarations are hoisted to anyway.
 */
export function withEagerFunctions(bundle: string, functions: Functions[string]): string {
  const ran = withDepths(functions, bundle.length).filter((each) => each.ran);
  if (ran.length === 0) return bundle;
  const moved = ran.filter((each) => each.depth === 0 && nameIn(bundle, each) !== undefined);
  const wrapped = ran.filter((each) => isExpression(bundle, each));
  const edits = [
    ...wrapped.flatMap(({ start, end }) => [
      { start, end: start, text: '(' },
      { start: end, end, text: ')' },
    ]),
    ...moved.map(({ start, end }) => ({ start, end, text: ';' })),
  ].sort((one, other) => one.start - other.start);

  const variables = moved.map(
    ({ start, end }) => `${nameIn(bundle, { start, end })}=(${edited(start, end)})`,
  );
  const head = /^"use strict";/.exec(bundle)?.[0] ?? '';
  return `${head}var ${variables.join()};${edited(head.length, bundle.length)}`;

  /** The text from one offset to another, with the edits inside of it. */
  function edited(from: number, to: number): string {
    let text = '';
    let at = from;
    for (const { start, end, text: replacement } of edits) {
      const isInside = start >= at && end <= to && end - start < to - from;
      if (!isInside) continue;
      text += bundle.slice(at, start) + replacement;
      at = end;
    }
    return text + bundle.slice(at, to);
  }
}

/** The name of a function that is declared; undefined of an expression. */
function nameIn(bundle: string, { start, end }: Pick<FunctionRange, 'start' | 'end'>) {
  const isStatement = /[;{}]/.test(bundle[start - 1] ?? ';');
  return isStatement ? declaration.exec(bundle.slice(start, end))?.[1] : undefined;
}

function isExpression(bundle: string, range: FunctionRange): boolean {
  const text = bundle.slice(range.start, range.end);
  const isParenthesized = bundle[range.start - 1] === '(';
  return (
    !isParenthesized &&
    (arrow.test(text) || (functionExpression.test(text) && nameIn(bundle, range) === undefined))
  );
}

/** All functions of a bundle, in their order, as a cold start leaves them. */
export function functionsOf(bundle: string, format: Format): Functions {
  const folder = mkdtempSync(join(tmpdir(), 'antifreeze-build-'));
  try {
    const file = join(folder, format === 'esm' ? 'bundle.mjs' : 'bundle.cjs');
    writeFileSync(file, bundle);
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', coldStart, file], {
      encoding: 'utf8',
      // The journal is there.
      env: {
        AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9',
        TMPDIR: folder,
        EVENT: readFileSync(eventFile, 'utf8'),
        CONTEXT: JSON.stringify(context),
      },
    });
    return JSON.parse(printed);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function withDepths(ranges: Functions[string], length: number): FunctionRange[] {
  const enclosing: { readonly end: number }[] = [];
  return (
    ranges
      // That of the whole text is none of its own.
      .filter(({ start, end }) => start >= 0 && end - start < length)
      .sort((one, other) => one.start - other.start || other.end - one.end)
      .map((range) => {
        while ((enclosing.at(-1)?.end ?? length) < range.end) enclosing.pop();
        return { ...range, depth: enclosing.push(range) - 1 };
      })
  );
}
