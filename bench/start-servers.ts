import { fork } from 'node:child_process';
import { once } from 'node:events';

/** The world of the measured functions. */
export interface Servers {
  /** URLs of the collector and of what functions call. */
  readonly collector: string;
  readonly upstream: string;
  /** How many requests the collector has had. */
  exportsSoFar(): Promise<number>;
  stop(): void;
}

/** Starts `servers.ts`, in a process of its own. */
export async function startServers(): Promise<Servers> {
  const servers = fork(new URL('servers.ts', import.meta.url));
  const [{ collector = '', upstream = '' }] = (await once(servers, 'message')) as [
    Record<string, string>,
  ];
  return {
    collector,
    upstream,
    async exportsSoFar() {
      servers.send('exports?');
      const [{ exports }] = (await once(servers, 'message')) as [{ exports: number }];
      return exports;
    },
    stop: () => servers.disconnect(),
  };
}
