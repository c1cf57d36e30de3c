#!/usr/bin/env node
import { loadQueueClient } from '../cli/queue-client.ts';
import { runCommand } from '../cli/run-command.ts';

void runCommand(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  loadClient: (queueUrl) => loadQueueClient(process.cwd(), queueUrl),
}).then((code) => {
  process.exitCode = code;
});
