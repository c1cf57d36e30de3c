import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { version } from '../../src/support/version.ts';

const cli = resolve('dist/esm/cli.js');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'command-'));
  writeFileSync(join(folder, 'package.json'), '{ "dependencies": { "antifreeze": "1" } }');
  writeFileSync(join(folder, 'index.mjs'), 'export const handler = async () => 1;');
  writeFileSync(join(folder, 'empty.json'), '{}');
  writeFileSync(join(folder, 'list.json'), '[]');
  writeFileSync(join(folder, 'torn.json'), '{ "outputs": ');
  writeFileSync(join(folder, 'null.json'), 'null');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Starts the command as it is published, in the folder, without any configuration. */
function start(args: readonly string[], stdout: 'pipe' | number = 'pipe'): ChildProcess {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: folder,
    env: { HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' },
    stdio: ['ignore', stdout, 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function run(...args: readonly string[]) {
  const child = start(args);
  const [out, error] = [textOf(child.stdout), textOf(child.stderr)];
  const [code] = await once(child, 'close');
  return { code, out: out(), error: error() };
}

function textOf(stream: ChildProcess['stdout']): () => string {
  let all = '';
  stream?.setEncoding('utf8').on('data', (text: string) => {
    all += text;
  });
  return () => all;
}

test.each(['--help', '-h', 'help'])('%s names each command', async (word) => {
  const { code, out, error } = await run(word);

  expect({ code, error }).toEqual({ code: 0, error: '' });
  for (const command of ['view', 'doctor --local', 'doctor', 'relay', 'size'])
    expect(out).toContain(`\n  ${command}  `);
});

test.each(['--version', '-v'])('%s is that of the package', async (word) => {
  expect(await run(word)).toEqual({ code: 0, out: `${version}\n`, error: '' });
});

test.each(['view', 'doctor', 'doctor --local', 'relay', 'relay inspect', 'size'])(
  '%s --help is no mistake',
  async (command) => {
    const { code, out, error } = await run(...command.split(' '), '--help');

    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toMatch(new RegExp(`^Usage: antifreeze ${command.replace(' inspect', '')} `));
  },
);

test.each([
  { args: [], says: 'No command.' },
  { args: ['toast'], says: 'There is no command toast.' },
  { args: ['--color'], says: 'There is no command --color.' },
  { args: ['view', '--color'], says: "Unknown option '--color'." },
  { args: ['view', '--port', 'x'], says: '--port x is not a port.' },
  { args: ['view', '--ui-port', '70000'], says: '--ui-port 70000 is not a port.' },
  { args: ['view', '--retain', '5x'], says: '--retain 5x is not limits such as' },
  { args: ['doctor', '--color', '--json'], says: "Unknown option '--color'." },
  { args: ['doctor', 'orders'], says: "Unexpected argument 'orders'." },
  { args: ['doctor', '--local', '--path'], says: "Option '--path <value>' argument missing." },
  { args: ['relay'], says: 'Say inspect or redrive.' },
  { args: ['relay', 'inspect', '--color'], says: "Unknown option '--color'." },
  { args: ['size'], says: 'Say which metafile.' },
  { args: ['size', 'a.json', 'b.json'], says: 'What is b.json?' },
  { args: ['size', '--color'], says: 'What is --color?' },
])('$args is told with the usage, and prints nothing for a file or a pipe', async (its) => {
  const { code, out, error } = await run(...its.args);

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(error.startsWith(its.says), error).toBe(true);
  expect(error).toMatch(/\n\nUsage: antifreeze /);
});

test.each([
  { args: ['size', 'missing.json'], says: 'missing.json is not there.' },
  { args: ['size', '.'], says: ". can't be read: EISDIR." },
  { args: ['size', 'torn.json'], says: 'torn.json is no metafile of esbuild.' },
  { args: ['size', 'empty.json'], says: 'empty.json is no metafile of esbuild.' },
  { args: ['size', 'list.json'], says: 'list.json is no metafile of esbuild.' },
  { args: ['size', 'null.json'], says: 'null.json is no metafile of esbuild.' },
  {
    args: ['view', 'C:\\traces\\one.json'],
    says: "C:\\traces\\one.json can't be opened as OTLP JSON: there is no such file.",
  },
  { args: ['view', '.'], says: ". can't be opened as OTLP JSON: it is a folder." },
  {
    args: ['view', '--sample', '2'],
    says: '--sample 2 is neither a share of 0 to 1 nor a file of strategies: there is no such file.',
  },
  {
    args: ['view', '--port', '0', '--host', '192.0.2.1'],
    says: '--host 192.0.2.1 is no address of this machine.',
  },
])('$args is told in one line', async ({ args, says }) => {
  expect(await run(...args)).toEqual({ code: 1, out: '', error: `${says}\n` });
});

test.each([
  { args: ['--help'], code: 0 },
  { args: ['doctor', '--local', '--no-send'], code: 0 },
  { args: ['doctor', '--local', '--no-send', '--fail-on', 'warning'], code: 1 },
])('$args ends in silence where nobody reads what it prints', async ({ args, code }) => {
  const child = start(args);
  child.stdout?.destroy();
  const error = textOf(child.stderr);

  const [ended] = await once(child, 'exit');

  expect({ code: ended, error: error() }).toEqual({ code, error: '' });
});

test('view ends where nobody reads what it prints', async () => {
  const spans = [{ traceId: '1'.repeat(32), spanId: '1'.repeat(16), name: 'price' }];
  writeFileSync(
    join(folder, 'trace.json'),
    JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
  );
  const child = start(['view', '--terminal', '--port', '0', 'trace.json']);
  child.stdout?.destroy();
  const error = textOf(child.stderr);

  const [code] = await once(child, 'exit');

  expect({ code, error: error() }).toEqual({ code: 0, error: '' });
});

test('what is printed to a full disk is a mistake, told in one line', async () => {
  const full = openSync('/dev/full', 'w');
  const child = start(['--help'], full);
  const error = textOf(child.stderr);
  const [code] = await once(child, 'close');
  closeSync(full);

  expect(code).toBe(2);
  expect(error()).toMatch(/^What is printed can't be written: ENOSPC.*\n$/);
});
