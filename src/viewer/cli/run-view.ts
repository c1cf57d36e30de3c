import { readFileSync } from 'node:fs';
import type { Archive, OpenArchive } from '../server/archive.ts';
import { readExportFile } from '../server/read-export-file.ts';
import { type Received, readBatch } from '../server/received.ts';
import { readStrategies, type SamplingStrategies } from '../server/sampling.ts';
import { startServers, type ViewerServers } from '../server/start-servers.ts';
import type { Batch } from '../store/telemetry.ts';
import { createTelemetryStore, type TelemetryStore } from '../store/telemetry-store.ts';
import type { RenderOptions } from '../terminal/render-trace.ts';
import { printTraces } from './print-traces.ts';
import { readViewCommand, type ViewCommand, viewUsage } from './view-arguments.ts';

/** What the viewer needs of the world. */
export interface ViewEnvironment {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  readonly screen: RenderOptions;
  /** The folder with the page's files, with a slash at its end. */
  readonly pageFolder: URL;
  readonly openArchive: OpenArchive;
  readonly openBrowser: (url: string) => void;
  /** Resolves when the viewer has to end. */
  readonly interrupted: Promise<void>;
}

/** Runs `antifreeze view` with the arguments after that, until it is interrupted. Gives the exit code; never rejects. */
export async function runView(
  args: readonly string[],
  environment: ViewEnvironment,
): Promise<number> {
  const read = readViewCommand(args);
  if (read.status === 'usage') {
    if (read.problem) environment.error(`${read.problem}\n\n${viewUsage}`);
    else environment.out(viewUsage);
    return read.problem ? 2 : 0;
  }
  try {
    await view(read.command, environment);
    return 0;
  } catch (error) {
    environment.error(`${explain(error, read.command)}\n`);
    return 1;
  }
}

async function view(command: ViewCommand, environment: ViewEnvironment): Promise<void> {
  const { host, port, uiPort, terminal } = command;
  const { out, error, pageFolder, screen, interrupted } = environment;
  const store = createTelemetryStore(command.retention);
  const archive = openArchive(command, environment);
  const stopPrinting = terminal ? printTraces(store, out, screen) : undefined;
  archive?.load((received) => store.add(readBatch(received), received.body.length));
  openFiles(command.files, store);
  const parts = {
    store,
    take: keeping(store, archive, error),
    clear: () => {
      archive?.clear();
      store.clear();
    },
    strategies: strategiesOf(command, error),
  };
  const servers = await startServers(parts, {
    host,
    port,
    ...(!terminal && { uiPort }),
    pageFolder,
  });
  out(greeting(servers, command));
  if (command.open && servers.pageUrl) environment.openBrowser(servers.pageUrl);
  await interrupted;
  await servers.close();
  stopPrinting?.();
  archive?.close();
}

/** On the disk first: what can't be kept there is refused, and comes again. */
function keeping(
  store: TelemetryStore,
  archive: Archive | undefined,
  error: (text: string) => void,
) {
  return (received: Received, batch: Batch): void => {
    try {
      archive?.append(received, batch.items.length);
    } catch (problem) {
      error(`What came can't be kept: ${(problem as Error).message}\n`);
      throw problem;
    }
    store.add(batch, received.body.length, received.receivedAt);
  };
}

function openArchive(
  { db, retention }: ViewCommand,
  environment: ViewEnvironment,
): Archive | undefined {
  if (db === undefined) return undefined;
  try {
    return environment.openArchive(db, retention);
  } catch (problem) {
    throw new Error(`${db} can't be used: ${(problem as Error).message}.`);
  }
}

function openFiles(files: readonly string[], store: TelemetryStore): void {
  for (const file of files) {
    try {
      for (const { received, batch } of readExportFile(readFileSync(file)))
        store.add(batch, received.body.length);
    } catch (problem) {
      throw new Error(`${file} can't be opened as OTLP JSON: ${reasonOf(problem)}.`);
    }
  }
}

function strategiesOf(
  { sample }: ViewCommand,
  error: (text: string) => void,
): SamplingStrategies | undefined {
  if (sample === undefined) return undefined;
  try {
    return readStrategies(sample, (problem) => error(`${problem}\n`));
  } catch (problem) {
    throw new Error(
      `--sample ${sample} is neither a share of 0 to 1 nor a file of strategies: ${reasonOf(problem)}.`,
    );
  }
}

function greeting({ endpoint, pageUrl }: ViewerServers, { sample }: ViewCommand): string {
  const lines = [
    pageUrl ? `See your functions at ${pageUrl}` : 'Each trace is printed as it comes.',
    `OTLP over HTTP is received at ${endpoint}`,
    ...(sample === undefined ? [] : [`Sampling is answered at ${endpoint}/sampling`]),
    'Ctrl-C ends it.',
  ];
  return `${lines.join('\n')}\n\n`;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

/** What the system says of a file, in words; all else says it itself. */
function reasonOf(problem: unknown): string {
  const { code = '', message } = problem as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}

function explain(error: unknown, { port, host }: ViewCommand): string {
  const { code, message, port: refused } = error as NodeJS.ErrnoException & { port?: number };
  const option = refused === port ? '--port' : '--ui-port';
  if (code === 'EADDRINUSE')
    return `Port ${refused} is taken, perhaps by another viewer or a collector. Choose one with ${option}.`;
  if (code === 'EACCES' && refused !== undefined)
    return `Port ${refused} may not be used. Choose one above 1023 with ${option}.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `--host ${host} is no address of this machine.`;
  return message;
}
