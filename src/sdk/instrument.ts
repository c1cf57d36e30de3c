import type { Tracer } from '@opentelemetry/api';
import { describeAwsRequest } from '../instrumentation/aws-sdk/describe-aws-request.ts';
import { instrumentAwsSdk } from '../instrumentation/aws-sdk/instrument-aws-sdk.ts';
import type { AwsSdkInstrumentationOptions } from '../instrumentation/aws-sdk/options.ts';
import type { CallCapture } from '../instrumentation/call-capture.ts';
import {
  enableInstrumentations,
  type Instrumentations,
  type Providers,
} from '../instrumentation/enable-instrumentation.ts';
import { readFastifyRoutes } from '../instrumentation/fastify-route.ts';
import { instrumentHttp } from '../instrumentation/http.ts';
import type { HostPattern, HttpInstrumentationOptions } from '../instrumentation/http-options.ts';
import { guard } from '../support/guard.ts';

/** What is traced of the calls that a function makes. */
export interface InstrumentationOptions {
  /** Outgoing HTTP: `node:http`, `fetch`, undici. `false` for none of it. */
  readonly http?: false | HttpInstrumentationOptions | undefined;

  /** Calls of the AWS SDK version 3. `false` leaves them to HTTP. */
  readonly awsSdk?: false | AwsSdkInstrumentationOptions | undefined;

  /**
   * OpenTelemetry's own instrumentations for other libraries, such as `new PgInstrumentation()`, or lists of them. Those
   * for what is traced here are disabled. Default none.
   */
  readonly instrumentations?: Instrumentations | undefined;
}

/** What a platform adds: its own hosts, and the trace header that came with an invocation. */
export interface InstrumentationPlatform {
  readonly ownHosts: readonly HostPattern[];
  readonly incomingTraceHeader: () => string | undefined;
  readonly capture: CallCapture | undefined;
}

/** Starts to trace outgoing calls. What can't be instrumented is reported, and the rest goes on. */
export function instrument(
  { http, awsSdk, instrumentations = [] }: InstrumentationOptions,
  sdk: Providers & { readonly tracer: Tracer },
  { ownHosts, incomingTraceHeader, capture }: InstrumentationPlatform,
): void {
  const { tracer } = sdk;
  if (awsSdk !== false)
    guard('instrumenting the AWS SDK', () =>
      instrumentAwsSdk(tracer, { incomingTraceHeader, ...awsSdk }, capture),
    );
  if (http !== false)
    guard('instrumenting HTTP', () =>
      instrumentHttp(
        tracer,
        {
          ...http,
          ignoreHosts: [...ownHosts, ...(http?.ignoreHosts ?? [])],
          leavesClaimed: !http?.describeRequest,
          describeRequest: (request) =>
            http?.describeRequest?.(request) ?? describeAwsRequest(request, incomingTraceHeader),
        },
        capture,
      ),
    );
  guard('asking Fastify for routes', readFastifyRoutes);
  if (instrumentations.length === 0) return;
  const covered = [
    'aws-lambda',
    ...(awsSdk === false ? [] : ['aws-sdk']),
    ...(http === false ? [] : ['http', 'undici']),
  ].map((name) => `@opentelemetry/instrumentation-${name}`);
  guard('enabling instrumentations', () => enableInstrumentations(instrumentations, sdk, covered));
}
