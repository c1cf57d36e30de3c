/** Hono, on its adapter for Node.js. */
const { serve } = require('@hono/node-server');
const { Hono } = require('hono');
const { streamSSE, streamText } = require('hono/streaming');
require('./marker.cjs');

const handlers = {
  json: (c) => c.json({ ok: 1 }),
  text: (c) => c.text('süß ✓', 201, { 'x-own': 'a' }),
  later: async (c) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return c.html('<p>later</p>');
  },
  noContent: (c) => c.body(null, 204),
  redirect: (c) => c.redirect('/json'),
  big: (c) => c.text('x'.repeat(3_000_000)),
  raw: () => new Response(new Blob(['blob']), { headers: { 'x-raw': '1' } }),
  stream: (c) =>
    streamText(c, async (stream) => {
      await stream.write('a');
      await stream.sleep(5);
      await stream.write('b');
    }),
  events: (c) =>
    streamSSE(c, async (stream) => {
      for (let n = 0; n < 3; n += 1) await stream.writeSSE({ data: `${n}` });
    }),
  throws: () => {
    throw new Error('no');
  },
  echo: async (c) => c.text(`${c.req.method} ${await c.req.text()}`),
};

exports.routes = Object.keys(handlers);

exports.start = (port) => {
  const app = new Hono();
  app.onError((error, c) => c.text(error.message, 500));
  for (const [name, handler] of Object.entries(handlers)) app.all(`/${name}`, handler);
  return serve({ fetch: app.fetch, port, hostname: '127.0.0.1' });
};
