import type { Context, Span } from '@opentelemetry/api';
import type { AwsCall } from './aws-sdk/aws-service.ts';
import type { AwsInput } from './aws-sdk/smithy.ts';
import type { OutgoingRequest } from './http-options.ts';

/** Sees the payloads of calls as they pass by, where a function has asked for that. Nothing it does fails or waits. */
export interface CallCapture {
  request(span: Span, parent: Context, request: OutgoingRequest): CapturedRequest | undefined;
  awsCall(span: Span, parent: Context, call: AwsCall): CapturedAwsCall | undefined;
}

/** What is seen of one request and its response. Headers are as the library has them. */
export interface CapturedRequest {
  /** Tells what headers were sent, when the call is over. */
  sends(headers: () => unknown): void;
  responds(headers: unknown): void;
  /** Sees what is written into a stream, or given to such a method of another object. */
  watchWrites(target: object, ...methods: string[]): void;
  /** Sees what comes out of a stream: whatever it is pushed, or such a method is called with. */
  watchReads(target: object, ...methods: string[]): void;
  /** The span is about to end. */
  ended(): void;
}

/** What is seen of one call of the AWS SDK. */
export interface CapturedAwsCall {
  answered(output: AwsInput): void;
  failed(): void;
}
