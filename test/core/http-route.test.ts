import { context, type Span, SpanKind, trace } from '@opentelemetry/api';
import { getRPCMetadata, RPCType } from '@opentelemetry/core';
import { expect, test } from 'vitest';
import { returned } from '../../src/core/outcome.ts';
import { startInvocation } from '../../src/core/start-invocation.ts';
import { recordingTelemetry } from '../support/recording-telemetry.ts';

/** The root span of a request that came by `route`, after `work` in its context. */
function rootOf(route: string | undefined, work: () => void) {
  const { telemetry, spans } = recordingTelemetry();
  const trigger = {
    matches: (event: unknown): event is unknown => event !== undefined,
    rootSpan: () => ({
      name: ['GET', route].filter(Boolean).join(' '),
      kind: SpanKind.SERVER,
      attributes: { 'http.request.method': 'GET', ...(route && { 'http.route': route }) },
    }),
  };
  const running = startInvocation(telemetry, () => trigger, {
    event: {},
    platform: undefined,
    name: 'orders',
    attributes: {},
    deadline: Number.POSITIVE_INFINITY,
  });
  running.run(work);
  void running.end(returned(undefined));
  const [root] = spans();
  return { name: root?.name, route: root?.attributes['http.route'] };
}

const active = () => trace.getActiveSpan() as Span;
const tell = (route: string | undefined) => {
  const metadata = getRPCMetadata(context.active());
  if (metadata?.type === RPCType.HTTP && route !== undefined) metadata.route = route;
};

test.each([
  { gateway: undefined, told: '/orders/:id', name: 'GET /orders/:id', route: '/orders/:id' },
  { gateway: '/{proxy+}', told: '/orders/:id', name: 'GET /orders/:id', route: '/orders/:id' },
  { gateway: '/v1/{rest+}', told: '/orders/:id', name: 'GET /orders/:id', route: '/orders/:id' },
  { gateway: '/{proxy+}', told: undefined, name: 'GET /{proxy+}', route: '/{proxy+}' },
  { gateway: '/orders/{id}', told: '/orders/:id', name: 'GET /orders/{id}', route: '/orders/{id}' },
  { gateway: undefined, told: '', name: 'GET', route: undefined },
  { gateway: undefined, told: '/', name: 'GET /', route: '/' },
])('gateway $gateway, framework $told: $name', ({ gateway, told, name, route }) => {
  expect(rootOf(gateway, () => tell(told))).toEqual({ name, route });
});

test.each([
  {
    title: 'a name',
    work: () => active().updateName('orders.list'),
    root: { name: 'orders.list', route: '/told' },
  },
  {
    title: 'a route',
    work: () => active().setAttribute('http.route', '/own'),
    root: { name: 'GET /own', route: '/own' },
  },
  {
    title: 'a route that is no text',
    work: () => active().setAttribute('http.route', ['/own']),
    root: { name: 'GET', route: ['/own'] },
  },
])('$title that the function sets wins over what a framework tells', ({ work, root }) => {
  const both = () => {
    tell('/told');
    work();
  };

  expect(rootOf(undefined, both)).toEqual(root);
});
