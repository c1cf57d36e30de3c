import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder that becomes a function's task root. */
export interface Task {
  readonly directory: string;
  remove(): void;
}

/** Writes the files, by their paths, beside the API of OpenTelemetry and this package as built. */
export function writeTask(files: Readonly<Record<string, string>>): Task {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'lambda-task-'));
  mkdirSync(join(directory, 'node_modules/@opentelemetry'), { recursive: true });
  const api = '@opentelemetry/api';
  symlinkSync(realpathSync(join('node_modules', api)), join(directory, 'node_modules', api));
  symlinkSync(realpathSync('.'), join(directory, 'node_modules/antifreeze'));
  for (const [path, source] of Object.entries(files)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, source, { mode: source.startsWith('#!') ? 0o755 : 0o644 });
  }
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
