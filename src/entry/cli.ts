#!/usr/bin/env node
import { loadClients } from '../cli/doctor/aws/aws-clients.ts';
import { runLocalDoctor } from '../cli/doctor/local/run-local-doctor.ts';
import { runDoctor } from '../cli/doctor/run-doctor.ts';
import { loadQueueClient } from '../cli/queue-client.ts';
import { runRelay } from '../cli/run-relay.ts';
import { runSize } from '../cli/size/run-size.ts';
import { tellCommands } from '../cli/tell-commands.ts';
import { openBrowser } from '../viewer/cli/open-browser.ts';
import { runView } from '../viewer/cli/run-view.ts';
import { openSqliteArchive } from '../viewer/server/sqlite-archive.ts';
import { terminalOptions } from '../viewer/terminal/terminal-options.ts';

const { argv, env: variables, stdout, stderr } = process;
const [command, ...others] = argv.slice(2);
const streams = {
  out: (text: string) => stdout.write(text),
  error: (text: string) => stderr.write(text),
};

/** Whoever reads what we write may leave, as `| head` does. What is written then is for nobody, and no mistake. */
const readerLeft = new Promise<void>((resolve) => {
  for (const stream of [stdout, stderr])
    stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (code === 'EPIPE') return resolve();
      if (stream === stdout) stderr.write(`What is printed can't be written: ${message}\n`);
      process.exit(2);
    });
});

void run().then((code) => {
  process.exitCode = code;
});

function run(): Promise<number> {
  if (command === 'view')
    return runView(others, {
      ...streams,
      screen: terminalOptions(stdout),
      pageFolder: new URL('../viewer/', import.meta.url),
      openArchive: openSqliteArchive,
      openBrowser,
      interrupted: Promise.race([signalled(), readerLeft]),
    });
  if (command === 'size') return runSize(others, streams);
  if (command === 'relay')
    return runRelay(others, {
      ...streams,
      loadClient: (queueUrl) => loadQueueClient(process.cwd(), queueUrl),
    });
  if (command !== 'doctor') return Promise.resolve(tellCommands(command, streams));
  const layout = {
    // Some terminals of CI systems say 0.
    width: stdout.columns || undefined,
    color: stdout.isTTY && stdout.hasColors(),
  };
  if (others.includes('--local')) return runLocalDoctor(others, { ...streams, layout, variables });
  return runDoctor(others, {
    ...streams,
    layout,
    layerZip: new URL('../layer/antifreeze.zip', import.meta.url),
    loadClients: (profile) => loadClients(process.cwd(), profile),
  });
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
