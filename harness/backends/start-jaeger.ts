import { freePort } from '../free-port.ts';
import { installJaeger } from './install-jaeger.ts';
import { type RunningProgram, runProgram } from './run-program.ts';

/** Jaeger on ports of its own. */
export interface Jaeger extends RunningProgram {
  /** The base of its OTLP endpoint. */
  readonly otlp: string;
  /** The base of the API that its page uses. */
  readonly api: string;
  /** Where samplers ask. */
  readonly sampling: string;
  /** Where its own clients post spans, in Thrift. */
  readonly spans: string;
  /** Its own metrics, as Prometheus reads them. */
  readonly metrics: string;
}

export interface JaegerOptions {
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts Jaeger, which keeps spans in memory unless `environment` says otherwise. */
export async function startJaeger(options: JaegerOptions = {}): Promise<Jaeger> {
  const program = await installJaeger();
  const [otlp, query, http, admin, ...others] = await freePorts(7);
  const local = (port: number | undefined) => `127.0.0.1:${port}`;
  const running = await runProgram({
    program,
    args: [
      `--collector.otlp.http.host-port=${local(otlp)}`,
      `--query.http-server.host-port=${local(query)}`,
      `--collector.http-server.host-port=${local(http)}`,
      `--admin.http.host-port=${local(admin)}`,
      `--collector.otlp.grpc.host-port=${local(others[0])}`,
      `--collector.grpc-server.host-port=${local(others[1])}`,
      `--query.grpc-server.host-port=${local(others[2])}`,
      ...(options.args ?? []),
    ],
    environment: options.environment ?? {},
    isReady: async () => {
      const health = await fetch(`http://${local(admin)}/`).catch(() => undefined);
      return health?.ok ?? false;
    },
  });
  return {
    ...running,
    otlp: `http://${local(otlp)}`,
    api: `http://${local(query)}/api`,
    sampling: `http://${local(http)}/api/sampling`,
    spans: `http://${local(http)}/api/traces`,
    metrics: `http://${local(admin)}/metrics`,
  };
}

/** All at once, so that no two are the same. */
async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}
