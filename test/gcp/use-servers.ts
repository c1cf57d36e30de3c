import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { ServingProcess } from '../../harness/gcp/serving-process.ts';
import { type ServerOptions, startServer } from './start-server.ts';
import { type ProjectFixture, useProject } from './use-project.ts';

/** Servers that send their spans to the collector. */
export interface ServerFixture {
  readonly fixture: ProjectFixture;
  /** Stopped after each test. */
  readonly running: ServingProcess[];
  start(options: ServerOptions): Promise<ServingProcess>;
  /** The variables that have a process send its spans. */
  sending(): Readonly<Record<string, string>>;
}

/** Sets them up for the tests of a file. */
export function useServers(): ServerFixture {
  const fixture = useProject();
  const running: ServingProcess[] = [];
  const sending = () => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: fixture.collector.url,
    ANTIFREEZE_UNDER_TEST: join(fixture.project.directory, 'node_modules/antifreeze/cjs/gcp.js'),
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
  });
  return {
    fixture,
    running,
    sending,
    async start(options) {
      const environment = { ...sending(), ...options.environment };
      const server = await startServer(fixture.project, { ...options, environment });
      running.push(server);
      return server;
    },
  };
}
