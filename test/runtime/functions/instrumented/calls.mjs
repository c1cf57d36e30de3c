import { createServer } from 'node:http2';

/** Calls each library once, and tells whether its log line names the trace. */
export async function callAll({ DataLoader, grpc, pg, pino }) {
  const lines = [];
  pino({}, { write: (line) => lines.push(JSON.parse(line)) }).info('hello');

  await new DataLoader(async (keys) => keys).load('a key');

  const client = new pg.Client({ connectionString: process.env.POSTGRES });
  await client.connect();
  await client.query('SELECT total FROM orders');
  await client.end();

  await callByGrpc(grpc);
  await fetch(process.env.OTEL_EXPORTER_OTLP_ENDPOINT);
  return { logsTrace: lines[0].trace_id !== undefined };
}

/** A call of a service that answers nothing but "not implemented". */
async function callByGrpc(grpc) {
  const server = createServer().on('stream', (stream) =>
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '12' },
      { endStream: true },
    ),
  );
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const raw = (value) => value;
  const Orders = grpc.makeClientConstructor({
    count: {
      path: '/shop.Orders/Count',
      requestStream: false,
      responseStream: false,
      requestSerialize: raw,
      requestDeserialize: raw,
      responseSerialize: raw,
      responseDeserialize: raw,
    },
  });
  const client = new Orders(
    `127.0.0.1:${server.address().port}`,
    grpc.credentials.createInsecure(),
  );
  await new Promise((resolve) => client.count(Buffer.alloc(0), resolve));
  client.close();
  server.close();
}
