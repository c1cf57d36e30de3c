/** Fastify. */
const { createReadStream } = require('node:fs');
const { Readable } = require('node:stream');
const { fastify } = require('fastify');
require('./marker.cjs');

const soon = (ms = 5) => new Promise((resolve) => setTimeout(resolve, ms));

const handlers = {
  json: async () => ({ ok: 1 }),
  text: (_, reply) => void reply.type('text/plain').send('süß ✓'),
  buffer: async () => Buffer.from([1, 2, 3]),
  created: async (_, reply) => reply.code(201).header('x-own', 'a').send({ id: 1 }),
  noContent: async (_, reply) => reply.code(204).send(),
  redirect: async (_, reply) => reply.redirect('/json'),
  big: async () => 'x'.repeat(3_000_000),
  file: async () => createReadStream(__filename),
  stream: async (_, reply) => reply.type('text/plain').send(Readable.from(['a', 'b', 'c'])),
  failingStream: async (_, reply) =>
    reply.send(
      Readable.from(
        (async function* () {
          yield 'one';
          await soon();
          throw new Error('in the middle');
        })(),
      ),
    ),
  webResponse: async () => new Response('web', { status: 202, headers: { 'x-web': '1' } }),
  throws: async () => {
    throw new Error('no');
  },
  badRequest: async () => {
    throw Object.assign(new Error('bad'), { statusCode: 400 });
  },
  hijacked: (_, reply) => {
    reply.hijack();
    reply.raw.end('raw');
  },
  echo: async ({ method, body }) => ({ method, body }),
};

exports.routes = Object.keys(handlers);

exports.start = async (port) => {
  const app = fastify({ forceCloseConnections: 'idle' });
  app.addHook('onResponse', async ({ url }, { statusCode }) => {
    console.log('seen', url, statusCode);
  });
  for (const [name, handler] of Object.entries(handlers)) app.all(`/${name}`, handler);
  await app.listen({ port, host: '127.0.0.1' });
  return app.server;
};
