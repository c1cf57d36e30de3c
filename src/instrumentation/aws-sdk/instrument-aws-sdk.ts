import type { Tracer } from '@opentelemetry/api';
import type { CallCapture } from '../call-capture.ts';
import { patchClasses } from '../patch-classes.ts';
import type { ClassSource } from '../watch-classes.ts';
import type { AwsSdkInstrumentationOptions } from './options.ts';
import { traceSend } from './trace-send.ts';

/** The class of which each client of the SDK is one, where the SDK has kept it since 2026, since 2023, and before. */
const client: ClassSource = {
  exported: 'Client',
  method: 'send',
  modules: ['@smithy/core/client', '@smithy/smithy-client', '@aws-sdk/smithy-client'],
  file: /[/\\]node_modules[/\\](?:@smithy[/\\]core[/\\]dist-cjs[/\\]submodules[/\\]client|@(?:smithy|aws-sdk)[/\\]smithy-client[/\\]dist-cjs)[/\\]index\.js$/,
  bundled: Symbol.for('antifreeze.aws-sdk'),
};

/** Traces the calls of every client of the AWS SDK (version 3) in this process, whether it exists already or not. Returns what undoes it. */
export function instrumentAwsSdk(
  tracer: Tracer,
  options: AwsSdkInstrumentationOptions = {},
  capture?: CallCapture,
): () => void {
  return patchClasses(client, (send: Parameters<typeof traceSend>[0]) =>
    traceSend(send, { tracer, options, capture }),
  );
}
