import type { Attributes, Link, SpanKind } from '@opentelemetry/api';
import type { ContextFields } from '../../propagation/context-fields.ts';
import type { Headers } from '../../propagation/headers.ts';
import type { AwsSdkInstrumentationOptions } from './options.ts';
import type { AwsInput } from './smithy.ts';

/** One call of an AWS service. */
export interface AwsCall {
  /** As in span names: `SQS`, `DynamoDB`. */
  readonly service: string;
  readonly operation: string;
  readonly input: AwsInput;
  readonly options: AwsSdkInstrumentationOptions;
}

/** How a call's span differs from the general one, which is a client's and is called `Service.Operation`. */
export interface CallDescription {
  readonly name?: string | undefined;
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
}

/** What a call's output says. */
export interface CallResult {
  readonly attributes?: Attributes;
  readonly links?: readonly Link[];
  /** Why a call failed although it was answered. */
  readonly errorType?: string | undefined;
}

/** When an event of a stream came: as which, from 0, and how many seconds after the call began. */
interface Arrival {
  readonly index: number;
  readonly seconds: number;
}

/** What is particular to one AWS service. Inputs are the caller's: `inject` gives a changed copy, or undefined for no change. */
export interface AwsService {
  /** The class of its client without `Client`. */
  readonly name: string;
  /** An attribute that has the region as well, beside `cloud.region`. */
  readonly regionAttribute?: string;
  describe?(call: AwsCall): CallDescription;
  inject?(call: AwsCall, fields: ContextFields): AwsInput | undefined;
  result?(call: AwsCall, output: AwsInput, headers: Headers): CallResult;
  /** What one event of an answer that streams says. */
  event?(call: AwsCall, event: AwsInput, arrival: Arrival): CallResult;
}
