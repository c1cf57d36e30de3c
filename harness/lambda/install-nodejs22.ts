/**
 * Installs the nodejs22.x runtime for the tests, if it isn't there.
 * It is apart from the project's dependencies because its client is built with tools that many machines lack.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installPackages } from '../install-packages.ts';
import { runtimes } from './runtimes.ts';

const buildTools = ['autoconf', 'automake', 'libtoolize', 'cmake', 'make', 'g++'];

if (runtimes['nodejs22.x'].files.every((file) => existsSync(file))) {
  console.log('The nodejs22.x runtime is installed.');
} else {
  install();
}

function install(): void {
  const missing = buildTools.filter((tool) => spawnSync(tool, ['--version']).error !== undefined);
  if (missing.length > 0) {
    console.error(
      `The nodejs22.x runtime cannot be built here. Missing: ${missing.join(', ')}.\n` +
        'On Debian and Ubuntu: apt-get install autoconf automake libtool cmake make g++',
    );
    // Elsewhere the tests that need it are skipped, loudly.
    process.exitCode = process.env['CI'] ? 1 : 0;
    return;
  }
  installPackages(fileURLToPath(new URL('nodejs22/', import.meta.url)));
}
