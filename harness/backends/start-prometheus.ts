import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { installPrometheus } from './install-prometheus.ts';
import { type RunningProgram, runProgram } from './run-program.ts';

export interface Prometheus extends RunningProgram {
  /** The base of its query API. */
  readonly api: string;
}

/** Starts Prometheus on a port of its own, which scrapes `target`, host and port, each second. */
export async function startPrometheus(target: string): Promise<Prometheus> {
  const program = await installPrometheus();
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const configuration = join(folder, 'prometheus.yml');
  const scrape = {
    job_name: 'collector',
    honor_labels: true,
    static_configs: [{ targets: [target] }],
  };
  writeFileSync(
    configuration,
    JSON.stringify({ global: { scrape_interval: '1s' }, scrape_configs: [scrape] }),
  );
  const address = `127.0.0.1:${await freePort()}`;
  const running = await runProgram({
    program,
    args: [
      `--config.file=${configuration}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
    ],
    isReady: async () => {
      const ready = await fetch(`http://${address}/-/ready`).catch(() => undefined);
      return ready?.ok ?? false;
    },
  });
  return {
    ...running,
    api: `http://${address}/api/v1`,
    stop: async () => {
      await running.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
