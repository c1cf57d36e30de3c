import type { CaptureConfig } from '../config/capture-config.ts';
import { gcpPayloads } from '../gcp/gcp-payloads.ts';
import { captureCalls } from '../instrumentation/capture-calls.ts';
import { observePayloads } from '../payload/observe-payloads.ts';
import { createPayloadCapture } from '../payload/payload-capture.ts';
import type { Capture } from './capture-on-lambda.ts';

export function captureOnGcp(config: CaptureConfig): Capture {
  const capture = createPayloadCapture(config);
  const most = capture.mode('result') ? capture.mostBytes : 0;
  return { calls: captureCalls(capture), observer: observePayloads(capture, gcpPayloads(most)) };
}
