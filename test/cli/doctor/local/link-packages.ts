import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Lets what is in a folder load this package as it is built, and the one that it needs. */
export function linkPackages(folder: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@opentelemetry'), { recursive: true });
  symlinkSync(realpathSync('.'), join(modules, 'antifreeze'));
  symlinkSync(realpathSync('node_modules/@opentelemetry/api'), join(modules, '@opentelemetry/api'));
}
