import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

const listenOnly = `
  const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 });
  server.on('listening', () => console.log(server.address().port));
`;

/** A local address where a connection is neither taken nor refused: its listener is stopped, with a full queue. */
export async function startBlackHole(): Promise<string> {
  const child = spawn(process.execPath, ['-e', listenOnly], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const waiting: Socket[] = [];
  onTestFinished(() => {
    for (const socket of waiting) socket.destroy();
    child.kill('SIGKILL');
  });
  const [line] = await once(child.stdout, 'data');
  const port = Number(String(line));
  child.kill('SIGSTOP');
  while (await connects(port, waiting));
  return `127.0.0.1:${port}`;
}

function connects(port: number, waiting: Socket[]): Promise<boolean> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  waiting.push(socket);
  return new Promise((resolve) => {
    socket.on('connect', () => resolve(true));
    // On the loopback a connection is there at once or, since its first packet was dropped, not for a second.
    setTimeout(resolve, 300, false);
  });
}
