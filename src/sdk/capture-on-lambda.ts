import { lambdaPayloads } from '../aws/lambda-payloads.ts';
import type { CaptureConfig } from '../config/capture-config.ts';
import type { ObserveInvocation } from '../core/observe-invocation.ts';
import type { CallCapture } from '../instrumentation/call-capture.ts';
import { captureCalls } from '../instrumentation/capture-calls.ts';
import { observePayloads } from '../payload/observe-payloads.ts';
import { createPayloadCapture } from '../payload/payload-capture.ts';

/** What sees payloads: of invocations, and of the calls that are made in them. */
export interface Capture {
  readonly calls: CallCapture;
  readonly observer: ObserveInvocation;
}

export function captureOnLambda(config: CaptureConfig): Capture {
  const capture = createPayloadCapture(config);
  const most = capture.mode('result') ? capture.mostBytes : 0;
  return { calls: captureCalls(capture), observer: observePayloads(capture, lambdaPayloads(most)) };
}
