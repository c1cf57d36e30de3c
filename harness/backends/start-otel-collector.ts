import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCollector } from './install-collector.ts';
import { type RunningProgram, runProgram } from './run-program.ts';

/** Its own metrics would want a port that the next one wants, too. */
const quiet = { service: { telemetry: { metrics: { level: 'none' } } } };

/**
 * Starts the OpenTelemetry Collector with its configurations merged in order, each a file's path or its content: lists
 * are replaced by later ones. Throws with its log where it doesn't take them.
 */
export async function startOtelCollector(
  ...configurations: readonly (string | object)[]
): Promise<RunningProgram> {
  const program = await installCollector();
  const folder = mkdtempSync(join(tmpdir(), 'otel-collector-'));
  const files = [quiet, ...configurations].map((configuration, index) => {
    if (typeof configuration === 'string') return configuration;
    const file = join(folder, `${index}.yaml`);
    writeFileSync(file, JSON.stringify(configuration));
    return file;
  });
  const running = await runProgram({
    program,
    args: files.map((file) => `--config=file:${file}`),
    isReady: (log) => log.includes('Everything is ready'),
  }).finally(() => rmSync(folder, { recursive: true }));
  return running;
}
