import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';
import type { ServingProcess } from '../../harness/gcp/serving-process.ts';
import { createProject } from '../gcp/build-package.ts';
import { type FrameworkOptions, functions, startFramework } from '../gcp/start-framework.ts';

/** Serves a function until the test is over. */
export type Serve = (options: FrameworkOptions) => Promise<ServingProcess>;

/** Prepares a project with files of test/gcp/functions, whose functions all have this environment. */
export async function functionServer(
  sources: readonly string[],
  common: Readonly<Record<string, string>>,
): Promise<Serve> {
  const project = await createProject();
  for (const name of sources) copyFileSync(join(functions, name), join(project.directory, name));
  const servers: ServingProcess[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });
  afterAll(() => project.remove());
  return async ({ environment, ...options }) => {
    const server = await startFramework(project, {
      ...options,
      environment: { ...common, ...environment },
    });
    servers.push(server);
    return server;
  };
}
