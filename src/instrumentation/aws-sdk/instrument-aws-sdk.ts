import type { Tracer } from '@opentelemetry/api';
import { guard } from '../../support/guard.ts';
import { type ClientClass, watchClientClasses } from './client-classes.ts';
import type { AwsSdkInstrumentationOptions } from './options.ts';
import { traceSend } from './trace-send.ts';

/**
 * Traces the calls of every client of the AWS SDK (version 3) in this process, whether it exists already or not.
 * A patch, because the SDK announces nothing: `send` of the one class that all clients extend. Returns what undoes it.
 */
export function instrumentAwsSdk(
  tracer: Tracer,
  options: AwsSdkInstrumentationOptions = {},
): () => void {
  const undo = new Map<ClientClass, () => void>();
  const forget = watchClientClasses((client) => {
    if (undo.has(client)) return;
    guard('instrumenting the AWS SDK', () => {
      const { prototype } = client;
      const original = prototype.send;
      const traced = traceSend(original, { tracer, options });
      prototype.send = traced;
      undo.set(client, () => {
        // Whoever has patched it after us keeps their patch.
        if (prototype.send === traced) prototype.send = original;
      });
    });
  });
  return () => {
    forget();
    for (const restore of undo.values()) restore();
    undo.clear();
  };
}
