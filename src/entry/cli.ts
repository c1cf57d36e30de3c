#!/usr/bin/env node
import { loadClients } from '../cli/doctor/aws/aws-clients.ts';
import { runDoctor } from '../cli/doctor/run-doctor.ts';
import { loadQueueClient } from '../cli/queue-client.ts';
import { runCommand } from '../cli/run-command.ts';

const { argv, stdout, stderr } = process;
const [command, ...others] = argv.slice(2);
const streams = {
  out: (text: string) => stdout.write(text),
  error: (text: string) => stderr.write(text),
};

void run().then((code) => {
  process.exitCode = code;
});

function run(): Promise<number> {
  if (command !== 'doctor')
    return runCommand(argv.slice(2), {
      ...streams,
      loadClient: (queueUrl) => loadQueueClient(process.cwd(), queueUrl),
    });
  return runDoctor(others, {
    ...streams,
    layout: {
      // Some terminals of CI systems say 0.
      width: stdout.columns || undefined,
      color: stdout.isTTY && stdout.hasColors(),
    },
    layerZip: new URL('../layer/antifreeze.zip', import.meta.url),
    loadClients: (profile) => loadClients(process.cwd(), profile),
  });
}
