import { awsActionsFor, awsServiceOf } from '../support/aws-otlp.ts';
import type { Signal } from '../support/signal.ts';
import { goesToAws } from '../support/signal-variables.ts';
import type { SharedSettings } from './plugin-settings.ts';
import type { Statement, Value } from './template-values.ts';

/** What is needed to send a signal to AWS's own endpoint. Only log groups can be told apart: they are `resources`. */
export function awsStatement(signal: Signal, resources: readonly Value[] = []): Statement {
  return {
    Effect: 'Allow',
    Action: awsActionsFor[awsServiceOf[signal]],
    Resource: signal === 'logs' ? resources : '*',
  };
}

/** The streams of a log group of the service's account and region. */
export function streamsOf(logGroup: Value): Value {
  const arn = (name: string) =>
    `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:${name}:*`;
  return typeof logGroup === 'string'
    ? { 'Fn::Sub': arn(logGroup) }
    : { 'Fn::Sub': [arn(`\${LogGroup}`), { LogGroup: logGroup }] };
}

/** Whether a relay with these settings sends a signal to AWS's own endpoint. */
export function sendsToAws(settings: SharedSettings, signal: Signal): boolean {
  if (signal === 'traces') return settings.endpoint === 'aws';
  return goesToAws(settings[signal], settings.endpoint);
}
