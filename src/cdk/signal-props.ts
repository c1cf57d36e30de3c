import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import {
  logGroupHeaders,
  type OtherSignal,
  type ValueWriter,
  type Way,
} from '../support/signal-variables.ts';

/** Where a signal goes, where that isn't where the spans go. */
export interface SignalProps {
  /** The whole URL, such as `https://logs.example.com/v1/logs`; `aws` for CloudWatch in the region of the stack. */
  readonly endpoint?: string;
}

/** What differs for log records. */
export interface LogsProps extends SignalProps {
  /** The log group that CloudWatch keeps records in. Default: the function's own. */
  readonly logGroup?: ILogGroup;
  /** The stream in it, which must be there. Default: the function's own, which is in no other log group. */
  readonly logStream?: string;
}

/** What is wanted of logs and metrics. */
interface Wanted {
  readonly logs?: boolean | LogsProps | undefined;
  readonly metrics?: boolean | 'emf' | SignalProps | undefined;
}

/** The ways of the signals that are wanted, each with these headers, as a variable has them. */
export function waysOf(
  { logs, metrics }: Wanted,
  writer: ValueWriter<string>,
  headers: Readonly<Partial<Record<OtherSignal, string | undefined>>> = {},
): Partial<Record<OtherSignal, Way<string>>> {
  const ways: Partial<Record<OtherSignal, Way<string>>> = {};
  if (logs) {
    const { endpoint, logGroup, logStream }: LogsProps = typeof logs === 'object' ? logs : {};
    const ofGroup = logGroupHeaders(logGroup?.logGroupName, logStream, writer);
    const all = [headers.logs, ofGroup].filter((each) => each !== undefined);
    ways.logs = { endpoint, headers: all.join() || undefined };
  }
  if (metrics && metrics !== 'emf') {
    const { endpoint }: SignalProps = typeof metrics === 'object' ? metrics : {};
    ways.metrics = { endpoint, headers: headers.metrics };
  }
  return ways;
}
