import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../free-port.ts';
import { installChdb } from './install-chdb.ts';
import { type RunningProgram, runProgram } from './run-program.ts';

export interface ClickHouse extends RunningProgram {
  readonly url: string;
  /** Runs a statement. Gives the rows of its result. */
  ask<Row = unknown>(sql: string): Promise<readonly Row[]>;
  /** Inserts rows, as `table` names their columns. */
  insert(table: string, rows: readonly object[]): Promise<void>;
}

const server = fileURLToPath(new URL('clickhouse_server.py', import.meta.url));

/** Starts ClickHouse's engine behind HTTP on a port of its own. */
export async function startClickHouse(): Promise<ClickHouse> {
  const packages = await installChdb();
  const folder = mkdtempSync(join(tmpdir(), 'clickhouse-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const running = await runProgram({
    program: 'python3',
    args: [server, String(port), folder],
    environment: { PYTHONPATH: packages },
    isReady: (log) => log.includes('ready'),
  });
  const post = async (path: string, body: string) => {
    const response = await fetch(url + path, { method: 'POST', body });
    const text = await response.text();
    if (!response.ok) throw new Error(`${body.slice(0, 200)}: ${text}`);
    return text;
  };
  return {
    ...running,
    url,
    ask: async (sql) => {
      const text = await post('/', sql);
      return text ? JSON.parse(text).data : [];
    },
    insert: async (table, rows) => {
      const query = encodeURIComponent(`INSERT INTO ${table} FORMAT JSONEachRow`);
      await post(`/?query=${query}`, rows.map((row) => JSON.stringify(row)).join('\n'));
    },
    stop: async () => {
      await running.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
