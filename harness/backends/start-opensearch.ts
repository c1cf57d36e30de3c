import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { installOpenSearch } from './install-opensearch.ts';
import { type RunningProgram, runProgram } from './run-program.ts';

export interface OpenSearch extends RunningProgram {
  readonly url: string;
}

/** Starts a cluster of one node on a port of its own, which forgets all as it stops. */
export async function startOpenSearch(): Promise<OpenSearch> {
  const classes = await installOpenSearch();
  const home = mkdtempSync(join(tmpdir(), 'opensearch-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const running = await runProgram({
    program: 'java',
    args: [
      '-Xmx512m',
      // It lives for seconds.
      '-XX:TieredStopAtLevel=1',
      '-cp',
      `${classes}:${join(classes, '*')}`,
      'OneNode',
      home,
      String(port),
    ],
    isReady: async () => {
      const health = await fetch(`${url}/_cluster/health`).catch(() => undefined);
      return health?.ok ?? false;
    },
  });
  return {
    ...running,
    url,
    stop: async () => {
      await running.stop();
      rmSync(home, { recursive: true });
    },
  };
}
