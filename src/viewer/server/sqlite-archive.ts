import type { DatabaseSync } from 'node:sqlite';
import type { Encoding } from '../otlp/otlp-response.ts';
import type { Retention } from '../store/retention.ts';
import type { Signal } from '../store/telemetry.ts';
import type { Archive } from './archive.ts';
import type { Received } from './received.ts';

/** "afrz", in the header of the file: by this number it is known as ours. */
const applicationId = 0x6166727a;

/** Exports as they came in a file of SQLite. Throws where the file is something else, or can't be written. */
export function openSqliteArchive(file: string, retention: Retention): Archive {
  const database = openDatabase(file);
  const insert = database.prepare(
    'INSERT INTO exports (received, signal, encoding, items, body) VALUES (?, ?, ?, ?, ?)',
  );
  const oldest = database.prepare(
    'SELECT id, received, items, length(body) AS bytes FROM exports ORDER BY id',
  );
  const remove = database.prepare('DELETE FROM exports WHERE id = ?');
  let { items, bytes } = sumOf(database);

  const isTooMuch = () => items > retention.count || bytes > retention.bytes;
  const forget = () => {
    for (const {
      id,
      received,
      ...old
    } of oldest.iterate() as Iterable<unknown> as Iterable<OldExport>) {
      if (!isTooMuch() && Date.now() - received <= retention.age) return;
      remove.run(id);
      items -= old.items;
      bytes -= old.bytes;
    }
  };
  forget();

  return {
    load(replay) {
      const rows = database.prepare('SELECT signal, encoding, body FROM exports ORDER BY id');
      for (const row of rows.iterate() as Iterable<unknown>) {
        const { signal, encoding, body } = row as {
          signal: Signal;
          encoding: Encoding;
          body: Uint8Array;
        };
        replay({ signal, encoding, body: Buffer.from(body) });
      }
    },
    append({ signal, encoding, body }: Received, count: number) {
      insert.run(Date.now(), signal, encoding, count, body);
      items += count;
      bytes += body.length;
      forget();
    },
    clear() {
      database.exec('DELETE FROM exports');
      items = 0;
      bytes = 0;
    },
    close: () => database.close(),
  };
}

interface OldExport {
  readonly id: number;
  readonly received: number;
  readonly items: number;
  readonly bytes: number;
}

function openDatabase(file: string): DatabaseSync {
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(file);
  try {
    const { application_id: id } = database.prepare('PRAGMA application_id').get() as {
      application_id: number;
    };
    const { tables } = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as {
      tables: number;
    };
    if (id !== applicationId && tables > 0) throw new Error('it is a database of another program');
    database.exec(`
      PRAGMA application_id = ${applicationId};
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS exports (
        id INTEGER PRIMARY KEY,
        received INTEGER NOT NULL,
        signal TEXT NOT NULL,
        encoding TEXT NOT NULL,
        items INTEGER NOT NULL,
        body BLOB NOT NULL
      ) STRICT;`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function sumOf(database: DatabaseSync): { items: number; bytes: number } {
  const sums = 'SELECT coalesce(sum(items), 0) AS items, coalesce(sum(length(body)), 0) AS bytes';
  return database.prepare(`${sums} FROM exports`).get() as { items: number; bytes: number };
}

/** Node.js 22 warns on standard error that it is experimental, which is of no use to whoever runs a command. */
function loadSqlite(): typeof import('node:sqlite') {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}
