import type { Tracer } from '@opentelemetry/api';
import { guard } from '../../support/guard.ts';
import { ownTracer } from '../../support/own-tracer.ts';
import type { AwsSdkInstrumentationOptions } from './options.ts';
import type { SmithyClient } from './smithy.ts';
import { traceSend } from './trace-send.ts';

/** Set on a client that is instrumented by hand. */
const instrumented = Symbol.for('antifreeze.aws-sdk.instrumented');

/**
 * Traces the calls of one client of the AWS SDK (version 3), for clients that nothing else can reach.
 * Gives back the same client; whatever is none is left alone. A client that is traced already gets no second span.
 */
export function instrumentAwsClient<Client>(
  client: Client,
  options: AwsSdkInstrumentationOptions & { readonly tracer?: Tracer } = {},
): Client {
  guard('instrumenting an AWS client', () => {
    if (!isClient(client) || instrumented in client) return;
    const tracer = options.tracer ?? ownTracer();
    Object.defineProperty(client, instrumented, { value: true });
    client.send = traceSend(client.send, { tracer, options });
  });
  return client;
}

function isClient(value: unknown): value is SmithyClient {
  const { send, middlewareStack } = (value ?? {}) as Partial<SmithyClient>;
  return typeof send === 'function' && typeof middlewareStack?.add === 'function';
}
