import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new project that has installed the package as npm would publish it. The caller removes it. */
export function projectWithPackage(): string {
  const project = mkdtempSync(join(realpathSync(tmpdir()), 'project-'));
  const run = (...args: string[]) =>
    execFileSync('npm', args, {
      cwd: project,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  run('pack', realpathSync('.'), '--ignore-scripts', '--silent');
  const tarball = readdirSync(project).find((name) => name.endsWith('.tgz')) ?? '';
  // The peer dependency is bundled: the package has to work without it.
  run('install', tarball, '--offline', '--legacy-peer-deps', '--silent');
  return project;
}
