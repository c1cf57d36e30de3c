const { logs, metrics, trace } = require('@opentelemetry/api');
const { traceLambda } = require('antifreeze');

const tracer = trace.getTracer('test');
const ids = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
const linked = (context) => ({ links: [{ context }, { context: ids }] });

/** What plain JavaScript hands over where no type checks it. */
const oddities = {
  'a number for a name': () => tracer.startSpan(404).end(),
  'no name': () => tracer.startSpan().end(),
  'a number for a version': () => trace.getTracer('numbered', 2).startSpan('versioned').end(),
  'a number for an event': () => tracer.startSpan('eventful').addEvent(200).end(),
  'a word for a kind': () => tracer.startSpan('kind', { kind: 'server' }).end(),
  'a word for a status': () => tracer.startSpan('status').setStatus({ code: 'ERROR' }).end(),
  'a date that is none': () => tracer.startSpan('dated', { startTime: new Date('soon') }).end(),
  'an event on a date that is none': () =>
    tracer.startSpan('event dated').addEvent('e', {}, new Date('soon')).end(),
  'a part of a second': () => tracer.startSpan('part', { startTime: [1_700_000_000.5, 7] }).end(),
  'a time before 1970': () => tracer.startSpan('early', { startTime: new Date(-5_500) }).end(),
  'no end': () => tracer.startSpan('endless').end(Number.POSITIVE_INFINITY),
  'a link that was JSON': () => tracer.startSpan('l1', linked({ ...ids, traceState: {} })).end(),
  'a link to nothing': () => tracer.startSpan('l2', linked(undefined)).end(),
  'a link with a short id': () => tracer.startSpan('l3', linked({ ...ids, traceId: 'abc' })).end(),
  'a link with a number': () => tracer.startSpan('l4', linked({ ...ids, spanId: 12 })).end(),
  'an odd record': () =>
    logs.getLogger('test').emit({ body: 'odd', severityNumber: 'INFO', severityText: 5 }),
  'a number for a unit': () => metrics.getMeter('test').createCounter('odd', { unit: 1 }).add(1),
};

exports.handler = traceLambda(async () => {
  for (const make of Object.values(oddities)) make();
});
