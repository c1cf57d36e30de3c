const { ROOT_CONTEXT, trace } = require('@opentelemetry/api');
const { traceLambda } = require('antifreeze');

const spanContext = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: 1,
};

/** Each with a way of its own to find the caller's context. */
const handlers = {
  fields: traceLambda(async () => 'done', {
    extractContext: (event) => event.detail.metadata,
  }),
  context: traceLambda(async () => 'done', {
    extractContext: () => trace.setSpanContext(ROOT_CONTEXT, spanContext),
  }),
  platform: traceLambda(async () => 'done', {
    extractContext: (_event, { clientContext }) => clientContext.elsewhere,
  }),
  throwing: traceLambda(async () => 'done', {
    extractContext() {
      throw new Error('not found');
    },
  }),
  rejecting: traceLambda(async () => 'done', {
    extractContext: () => Promise.reject(new Error('not found')),
  }),
  nothing: traceLambda(async () => 'done', { extractContext: () => undefined }),
  plain: traceLambda(async () => 'done'),
};

exports.handler = (event, context) => handlers[event.handler](event, context);
