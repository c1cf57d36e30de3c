import { context } from '@opentelemetry/api';
import { requestMetadata } from '../core/http-route.ts';
import { subscribe } from './subscribe.ts';

/** What Fastify (5) announces, bundled or not, as it calls the handler of a route. */
interface HandlerStart {
  readonly route?: { readonly url?: string | undefined };
}

/** Has Fastify tell which route a request took, without an instrumentation. Returns what ends that. */
export function readFastifyRoutes(): () => void {
  return subscribe({
    'tracing:fastify.request.handler:start'(message: unknown) {
      const request = requestMetadata(context.active());
      const { url } = (message as HandlerStart).route ?? {};
      if (request && url !== undefined) request.route = url;
    },
  });
}
