import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import type { ServingProcess } from '../../harness/gcp/serving-process.ts';
import { createProject, type Project } from './build-package.ts';
import { type ServerOptions, startServer } from './start-server.ts';

/** A collector, and servers that send their spans to it. */
export interface ServerFixture {
  readonly collector: Collector;
  readonly project: Project;
  /** Stopped after each test. */
  readonly running: ServingProcess[];
  start(options: ServerOptions): Promise<ServingProcess>;
  /** The variables that have a process send its spans. */
  sending(): Readonly<Record<string, string>>;
}

/** Sets it up for the tests of a file. */
export function serverFixture(): ServerFixture {
  let collector: Collector;
  let project: Project;
  const running: ServingProcess[] = [];
  const sending = () => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    ANTIFREEZE_UNDER_TEST: join(project.directory, 'node_modules/antifreeze/cjs/gcp.js'),
  });

  beforeAll(async () => {
    [collector, project] = await Promise.all([startCollector(), createProject()]);
  });
  afterAll(async () => {
    project.remove();
    await collector.close();
  });
  beforeEach(() => {
    collector.clear();
    collector.behave();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
  });

  return {
    get collector() {
      return collector;
    },
    get project() {
      return project;
    },
    running,
    sending,
    async start(options) {
      const environment = { ...sending(), ...options.environment };
      const server = await startServer(project, { ...options, environment });
      running.push(server);
      return server;
    },
  };
}
