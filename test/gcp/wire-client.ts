import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What is done with one connection: text is sent, a number waits milliseconds, `until` waits for what is received. */
export type Script = readonly (Step | string)[];
type Step = number | { readonly until: string } | { readonly finally: 'end' | 'destroy' };

/** `GET` or another request of HTTP/1.1, which ends the connection unless `headers` say otherwise. */
export function request(
  target: string,
  headers: readonly string[] = ['Connection: close'],
  body = '',
): string {
  const [method, path] = target.split(' ');
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return [`${method} ${path} HTTP/1.1`, 'Host: shop.example', ...headers, ...length, '', body].join(
    '\r\n',
  );
}

/** Every byte that a server sends in the course of a connection, but for the time of day. Long bodies are cut in the middle. */
export async function transcript(port: number, script: Script): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  const chunks: Buffer[] = [];
  const received = () => Buffer.concat(chunks).toString('latin1');
  let end = 'closed';
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', (error: NodeJS.ErrnoException) => {
    end = error.code ?? '';
  });
  socket.setTimeout(20_000, () => {
    end = 'silent';
    socket.destroy();
  });
  const closed = new Promise((resolve) => socket.on('close', resolve));
  for (const step of script) await take(step, socket, received);
  await closed;
  return `${inShort(received())}\n(${end})`;
}

async function take(step: Step | string, socket: Socket, received: () => string): Promise<void> {
  if (typeof step === 'string') socket.write(step);
  else if (typeof step === 'number') await new Promise((resolve) => setTimeout(resolve, step));
  else if ('finally' in step) socket[step.finally]();
  else while (!received().includes(step.until)) await once(socket, 'data');
}

function inShort(text: string): string {
  const timeless = text.replace(/^Date: .*?\r$/gm, 'Date\r');
  if (timeless.length < 20_000) return timeless;
  return `${timeless.slice(0, 500)}\n... ${timeless.length} bytes in all ...\n${timeless.slice(-500)}`;
}
