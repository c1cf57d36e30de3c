import http from 'node:http';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { traceLambda } from 'antifreeze';

const { UPSTREAM: upstream } = process.env;
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
const dynamodb = new DynamoDBClient({ endpoint: upstream });
const kinds = [
  () => dynamodb.send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: '1' } } })),
  async () => (await fetch(`${upstream}/fetch`)).text(),
  () =>
    new Promise((resolve, reject) => {
      const onResponse = (response) => response.resume().on('end', resolve);
      http.get(`${upstream}/http`, { agent }, onResponse).on('error', reject);
    }),
];

const atOnce = 12;

/** Makes `calls` calls, of each kind in turn and twelve at once, and tells what is left of them. */
export const handler = traceLambda(async ({ calls }) => {
  for (let made = 0; made < calls; made += atOnce) {
    const round = Array.from({ length: Math.min(atOnce, calls - made) });
    await Promise.all(round.map((_, call) => kinds[call % kinds.length]()));
  }
  // A turn of the event loop frees what waits for it.
  await new Promise(setImmediate);
  globalThis.gc();
  const sockets = Object.values(agent.freeSockets).flat();
  const listenersOf = (emitter) =>
    emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
  return {
    heapBytes: process.memoryUsage().heapUsed,
    socketListeners: Math.max(...sockets.map(listenersOf)),
    processListeners: listenersOf(process),
  };
});
