import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';

const startDeadlineMs = 30_000;
const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');

/**
 * A real Jaeger of the first generation, all in one, where there is one: what the variable `JAEGER` names, or what was
 * built before. Undefined elsewhere.
 */
export const jaegerProgram: string | undefined =
  process.env['JAEGER'] ?? globSync(join(cache, 'antifreeze/jaeger-*/all-in-one'))[0];

export interface Jaeger {
  /** Serves sampling strategies for `?service=...`. */
  readonly samplingUrl: string;
  stop(): Promise<void>;
}

const listeners = {
  admin: '--admin.http.host-port',
  grpc: '--collector.grpc-server.host-port',
  collector: '--collector.http-server.host-port',
  otlpGrpc: '--collector.otlp.grpc.host-port',
  otlp: '--collector.otlp.http.host-port',
  queryGrpc: '--query.grpc-server.host-port',
  query: '--query.http-server.host-port',
} as const;

/** Starts it on the loopback, with more `flags`, and waits until it answers. */
export async function startJaeger(flags: readonly string[]): Promise<Jaeger> {
  if (!jaegerProgram) throw new Error('there is no Jaeger');
  const ports: Record<string, number> = {};
  for (const name of Object.keys(listeners)) ports[name] = await freePort();
  const args = Object.entries(listeners).map(([name, flag]) => `${flag}=127.0.0.1:${ports[name]}`);
  const child = spawn(jaegerProgram, [...args, ...flags], { stdio: 'ignore' });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const samplingUrl = `http://127.0.0.1:${ports['collector']}/api/sampling`;
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  for (const deadline = Date.now() + startDeadlineMs; ; ) {
    const answered = await fetch(`${samplingUrl}?service=any`).catch(() => undefined);
    if (answered?.ok) break;
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error('Jaeger has not started');
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { samplingUrl, stop };
}
