import { freePort } from '../free-port.ts';
import { installZipkin } from './install-zipkin.ts';
import { type RunningProgram, runProgram } from './run-program.ts';

export interface Zipkin extends RunningProgram {
  /** The base of its API, of intake and query alike. */
  readonly api: string;
}

/** Starts Zipkin on a port of its own. */
export async function startZipkin(): Promise<Zipkin> {
  const jar = await installZipkin();
  const port = await freePort();
  const api = `http://127.0.0.1:${port}/api/v2`;
  const running = await runProgram({
    program: 'java',
    args: [
      '-Xmx256m',
      // It lives for seconds.
      '-XX:TieredStopAtLevel=1',
      '-jar',
      jar,
      // By `QUERY_PORT` it would listen everywhere.
      '--armeria.ports[0].ip=127.0.0.1',
      `--armeria.ports[0].port=${port}`,
      '--armeria.ports[0].protocols=http',
    ],
    isReady: async () => {
      const health = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
      return health?.ok ?? false;
    },
  });
  return { ...running, api };
}
