import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { RunningInvocation } from '../core/running-invocation.ts';
import { untracedInvocation } from '../core/untraced-invocation.ts';
import { listenTo } from '../support/channel-listener.ts';
import { guard } from '../support/guard.ts';
import { httpCall } from './function-call.ts';
import { type FunctionTracing, startCall } from './function-tracing.ts';
import { endWithResponse } from './handlers/http.ts';
import type { ResponseHolder } from './response-holder.ts';

/** What Node.js announces of a request over HTTP/1, just before it hands it over to the server's listeners. */
interface RequestStart {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server: Server;
}

/**
 * Traces the requests that HTTP/1 servers answer. Those without a response, `upgrade` and `connect`, aren't announced,
 * and neither are those of HTTP/2. A server is patched because nothing else lets its listeners run in a context of ours.
 */
export function traceServers(tracingOf: (server: Server) => FunctionTracing | undefined): void {
  const announced = new WeakMap<object, ServerResponse>();
  const patched = new WeakSet<Server>();
  listenTo('http.server.request.start', (message) => {
    const { request, response, server } = message as RequestStart;
    const tracing = tracingOf(server);
    if (!tracing) return;
    announced.set(request, response);
    if (patched.has(server)) return;
    patched.add(server);
    guard('instrumenting a server', () => {
      runWhatIsEmitted(server, tracing, announced);
      keepHeldConnections(server, tracing.responses);
    });
  });
}

/** Traces whatever event hands an announced request over: `request`, or `checkContinue` and its like. */
function runWhatIsEmitted(
  server: Server,
  tracing: FunctionTracing,
  announced: WeakMap<object, ServerResponse>,
): void {
  const { emit } = server;
  override(server, 'emit', (...args) => {
    const request = args[1] as IncomingMessage;
    const response = announced.get(request);
    // A listener may emit it again.
    announced.delete(request);
    const running = response ? start(tracing, request, response) : untracedInvocation;
    // What is thrown isn't caught: the process would name this place in place of the one where it comes from.
    return running.run(() => Reflect.apply(emit, server, args));
  });
}

function start(
  tracing: FunctionTracing,
  request: IncomingMessage,
  response: ServerResponse,
): RunningInvocation {
  const running = startCall(tracing, () => httpCall(request));
  if (running !== untracedInvocation)
    guard('watching a response', () =>
      endWithResponse(running, tracing.responses, request, response),
    );
  return running;
}

/** A server that is closed closes its idle connections, and takes a response that is kept back for one that has gone. */
function keepHeldConnections(server: Server, responses: ResponseHolder): void {
  const { closeIdleConnections } = server;
  override(server, 'closeIdleConnections', () =>
    responses.closingIdle(() => Reflect.apply(closeIdleConnections, server, [])),
  );
}

/** As the server's own, and as invisible as its class's. */
function override(
  server: Server,
  name: 'emit' | 'closeIdleConnections',
  value: (...args: unknown[]) => unknown,
): void {
  Object.defineProperty(server, name, { value, configurable: true, writable: true });
}
