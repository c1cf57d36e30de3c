import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { installCollector } from '../../harness/backends/install-collector.ts';
import { runProgram } from '../../harness/backends/run-program.ts';
import { freePort } from '../../harness/free-port.ts';

/** What functions and relays send to a Collector. */
export const token = 'a-token-of-all-functions';

/** The Collector's command line for files of `deploy/collector`, and `more` of configuration, as YAML in one line. */
export function configurationArgs(
  files: readonly string[],
  more: readonly string[] = [],
): readonly string[] {
  return [
    ...files.map((file) => `--config=file:${resolve('deploy/collector', `${file}.yaml`)}`),
    ...more.map((yaml) => `--config=yaml:${yaml}`),
  ];
}

/** The variables that the files want, on ports and in a folder of their own, until the test is over. */
export async function collectorVariables(backend: string) {
  const folder = mkdtempSync(join(tmpdir(), 'collector-configurations-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'token'), token);
  const address = async () => `127.0.0.1:${await freePort()}`;
  return {
    TOKEN_FILE: join(folder, 'token'),
    QUEUE_DIRECTORY: join(folder, 'queue'),
    BACKEND_ENDPOINT: backend,
    OTLP_ADDRESS: await address(),
    HEALTH_ADDRESS: await address(),
  };
}

/** Runs the Collector with files of `deploy/collector` until the test is over. */
export async function startConfigured(
  files: readonly string[],
  environment: Readonly<Record<string, string>>,
  more: readonly string[] = [],
) {
  // Its own metrics would want a port that the next one wants, too.
  const quiet = 'service: {telemetry: {metrics: {level: none}}}';
  const running = await runProgram({
    program: await installCollector(),
    args: configurationArgs(files, [quiet, ...more]),
    environment,
    isReady: (log) => log.includes('Everything is ready'),
  });
  onTestFinished(() => running.stop());
  return running;
}
