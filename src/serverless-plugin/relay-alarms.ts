import type { AlarmSettings } from './plugin-settings.ts';
import { builtQueue, type RelayPlan } from './relay-plan.ts';
import { deadLetterQueue } from './relay-queues.ts';

const defaults = { oldestMessageAge: 15 * 60, undelivered: 50, deadLetters: 1, errors: 1 };

/** An alarm for each thing that can go wrong with a relay, less those that are switched off. */
export function relayAlarms(
  { alarms = true }: RelayPlan,
  functionName: string,
): Record<string, object> {
  if (alarms === false) return {};
  const given: AlarmSettings = { ...defaults, ...(alarms === true ? {} : alarms) };
  const { oldestMessageAge, undelivered, deadLetters, errors, actions = [] } = given;
  const all = {
    AntifreezeRelayAgeAlarm: {
      ...oldestMessage,
      EvaluationPeriods: 5,
      Threshold: oldestMessageAge,
    },
    AntifreezeRelayUndeliveredAlarm: {
      ...sharePutBack,
      EvaluationPeriods: 3,
      Threshold: undelivered,
    },
    AntifreezeRelayDeadLetterAlarm: {
      ...deadLettersThere,
      EvaluationPeriods: 1,
      Threshold: deadLetters,
    },
    AntifreezeRelayErrorAlarm: {
      ...failures(functionName),
      EvaluationPeriods: 1,
      Threshold: errors,
    },
  };
  return Object.fromEntries(
    Object.entries(all)
      .filter(([, { Threshold }]) => Threshold !== false)
      .map(([name, properties]) => [name, alarm(properties, actions)]),
  );
}

function alarm(properties: object, actions: NonNullable<AlarmSettings['actions']>): object {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      ...properties,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      // A queue without messages has no age.
      TreatMissingData: 'notBreaching',
      ...(actions.length > 0 && { AlarmActions: actions, OKActions: actions }),
    },
  };
}

const oldestMessage = {
  AlarmDescription: "Spans wait in the queue: the relay does not run, or can't keep up",
  ...ofQueue(builtQueue, 'ApproximateAgeOfOldestMessage'),
  Statistic: 'Maximum',
  Period: 60,
};

/** SQS leaves out of that age what was received more than three times, as all is while a collector is down. */
const sharePutBack = {
  AlarmDescription:
    'Most of what the relay takes from the queue goes back to it: its endpoint is down or refuses',
  Metrics: [
    ...[
      ['received', 'NumberOfMessagesReceived'],
      ['deleted', 'NumberOfMessagesDeleted'],
    ].map(([Id, name = '']) => ({
      Id,
      MetricStat: { Metric: ofQueue(builtQueue, name), Stat: 'Sum', Period: 300 },
      ReturnData: false,
    })),
    {
      Id: 'undelivered',
      Label: 'Share of messages that go back, in per cent',
      Expression: 'IF(received > 0, 100 * (1 - FILL(deleted, 0) / received), 0)',
    },
  ],
};

const deadLettersThere = {
  AlarmDescription: 'Spans could not be delivered: see npx antifreeze relay inspect',
  ...ofQueue(deadLetterQueue, 'ApproximateNumberOfMessagesVisible'),
  Statistic: 'Maximum',
  Period: 60,
};

function failures(functionName: string) {
  return {
    AlarmDescription: 'The relay itself fails or runs out of time: see its log',
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: functionName } }],
    Statistic: 'Sum',
    Period: 300,
  };
}

function ofQueue(queue: string, MetricName: string) {
  const Value = { 'Fn::GetAtt': [queue, 'QueueName'] };
  return { Namespace: 'AWS/SQS', MetricName, Dimensions: [{ Name: 'QueueName', Value }] };
}
