import { deadLetterQueue } from './relay-queues.ts';
import { type AlarmSettings, builtQueue, type RelayPlan } from './relay-settings.ts';

/** Of an alarm, in seconds. */
const period = 300;
const defaults = { oldestMessageAge: 15 * 60, deadLetters: 1, errors: 1 };

/** An alarm for each thing that can go wrong with a relay, less those that are switched off. */
export function relayAlarms(
  { alarms = true }: RelayPlan,
  functionName: string,
): Record<string, object> {
  if (alarms === false) return {};
  const { oldestMessageAge, deadLetters, errors, actions = [] } = thresholds(alarms);
  const queue = (name: string) => ({ QueueName: { 'Fn::GetAtt': [name, 'QueueName'] } });
  const ofSqs = { Namespace: 'AWS/SQS', Statistic: 'Maximum' };
  const all: Record<string, Alarm> = {
    AntifreezeRelayAgeAlarm: {
      ...ofSqs,
      AlarmDescription: 'Spans wait in the relay queue: its destination is down or too slow',
      MetricName: 'ApproximateAgeOfOldestMessage',
      dimensions: queue(builtQueue),
      Threshold: oldestMessageAge,
    },
    AntifreezeRelayDeadLetterAlarm: {
      ...ofSqs,
      AlarmDescription: 'Spans could not be delivered: see npx antifreeze relay inspect',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: queue(deadLetterQueue),
      Threshold: deadLetters,
    },
    AntifreezeRelayErrorAlarm: {
      AlarmDescription: 'The relay fails: see its log',
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Statistic: 'Sum',
      dimensions: { FunctionName: { Ref: functionName } },
      Threshold: errors,
    },
  };
  return Object.fromEntries(
    Object.entries(all)
      .filter(([, { Threshold }]) => Threshold !== false)
      .map(([name, alarm]) => [name, alarmResource(alarm, actions)]),
  );
}

interface Alarm {
  readonly AlarmDescription: string;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Statistic: string;
  readonly dimensions: Readonly<Record<string, object>>;
  readonly Threshold: number | false;
}

function thresholds(alarms: true | AlarmSettings): typeof defaults & AlarmSettings {
  return { ...defaults, ...(alarms === true ? {} : alarms) } as typeof defaults & AlarmSettings;
}

function alarmResource(
  { dimensions, ...properties }: Alarm,
  actions: NonNullable<AlarmSettings['actions']>,
): object {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      ...properties,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      Period: period,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      // A queue without messages has no age.
      TreatMissingData: 'notBreaching',
      ...(actions.length > 0 && { AlarmActions: actions, OKActions: actions }),
    },
  };
}
