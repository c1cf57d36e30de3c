import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { installTool } from '../cloud/python-tool.ts';

/** ClickHouse's engine, in a process of Python. */
const programs = await installTool('chdb', 'chdb==4.4.0');

/** Runs statements one after the other. Gives what the last one says. */
const script = `
import sys, json
from chdb import session
engine = session.Session()
for statement in json.loads(sys.argv[1]):
    answer = engine.query(statement, 'JSONEachRow')
print(answer)
`;

async function answerOf(statements: readonly string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)(join(programs ?? '', 'python'), [
    '-c',
    script,
    JSON.stringify(statements),
  ]);
  return stdout
    .trim()
    .split('\n')
    .map((row) => (JSON.parse(row) as { TraceId: string }).TraceId);
}

/** As the Collector's exporter makes them, in what matters here. */
const tables = ['otel_traces Timestamp DateTime64(9)', 'otel_traces_trace_id_ts Start DateTime'];

test.skipIf(!programs).each(tables)(
  'the statement of docs/backends.md drops what is old from %s',
  async (columns) => {
    const [table = '', time = '', type = ''] = columns.split(' ');
    const guide = readFileSync('docs/backends.md', 'utf8');
    const [statement = ''] = new RegExp(`^ALTER TABLE ${table} .*$`, 'm').exec(guide) ?? [];

    const left = await answerOf([
      'CREATE DATABASE traces ENGINE = Atomic',
      'USE traces',
      `CREATE TABLE ${table} (${time} ${type}, TraceId String) ENGINE = MergeTree
     PARTITION BY toDate(${time}) ORDER BY (TraceId, toDateTime(${time}))
     SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1`,
      `INSERT INTO ${table} VALUES (now() - INTERVAL 20 DAY, 'old'), (now(), 'new')`,
      statement,
      `OPTIMIZE TABLE ${table} FINAL`,
      `SELECT TraceId FROM ${table}`,
    ]);

    expect(left).toEqual(['new']);
  },
);
