/**
 * Loads a handler and calls it some times, as AWS's runtime client would, without the client: what is counted is the
 * function's and the tracing's. `node serve.cjs <module> <marks as JSON> <event as JSON>`
 */
const [, , path, marks, json] = process.argv;

/** Calls a function of libuv's that nobody else does: there whoever counts begins anew. */
const mark = process.getBuiltinModule('node:os').getPriority;

// The runtime has loaded these before the handler.
for (const name of ['http', 'net', 'os', 'stream/promises', 'worker_threads'])
  process.getBuiltinModule(`node:${name}`);

/** Stands where antifreeze finds the runtime's native client. */
const client = {
  initialized: false,
  next: async () => undefined,
  done: () => undefined,
  error: () => undefined,
};
require.cache['/var/runtime/rapid-client.node'] = {
  id: 'rapid-client',
  exports: client,
  loaded: true,
};

const context = (call) => ({
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:measured',
  awsRequestId: `8f5a1c3e-0000-4000-8000-${String(call).padStart(12, '0')}`,
  getRemainingTimeInMillis: () => 600_000,
});

async function serve() {
  const { handler } = require(path);
  const marked = JSON.parse(marks);
  for (let call = 0; ; call++) {
    await client.next();
    if (marked.includes(call)) mark();
    if (call === marked.at(-1)) break;
    client.done(JSON.stringify(await answer(handler, JSON.parse(json), context(call))));
    // As on the platform, where the process rests between events.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  process.exit();
}

/** The nodejs22.x runtime gives every handler a callback, and watches the context. */
function answer(handler, event, given) {
  if (!process.version.startsWith('v22.')) return handler(event, given);
  return new Promise((resolve, reject) => {
    const done = (error, value) => (error ? reject(error) : resolve(value));
    Object.assign(given, { succeed: resolve, fail: reject, done });
    handler(event, given, done)?.then(given.succeed, given.fail);
  });
}

serve().catch((error) => {
  console.error(error);
  process.exit(1);
});
