import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

interface Watched {
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
  readonly relay: IFunction;
  readonly oldestMessage: Duration;
}

/** The alarms of a relay: spans that wait, spans that go back to the queue, dead letters, and failures of the relay. */
export function createAlarms(scope: Construct, watched: Watched): readonly Alarm[] {
  const { queue, deadLetterQueue, relay, oldestMessage } = watched;
  const aMinute = Duration.minutes(1);
  const alarm = (id: string, props: Omit<AlarmProps, 'comparisonOperator' | 'treatMissingData'>) =>
    new Alarm(scope, id, {
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...props,
    });
  return [
    alarm('OldestMessageAlarm', {
      alarmDescription: "Spans wait in the queue. The relay does not run, or can't keep up.",
      metric: queue.metricApproximateAgeOfOldestMessage({ period: aMinute, statistic: 'Maximum' }),
      evaluationPeriods: 5,
      threshold: oldestMessage.toSeconds(),
    }),
    alarm('UndeliveredAlarm', {
      alarmDescription:
        'Most of what the relay takes from the queue goes back to it. The endpoint is down or refuses.',
      metric: undeliveredShare(queue),
      evaluationPeriods: 3,
      threshold: 50,
    }),
    alarm('DeadLettersAlarm', {
      alarmDescription: 'Spans are in the dead-letter queue. See npx antifreeze relay inspect.',
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: aMinute,
        statistic: 'Maximum',
      }),
      evaluationPeriods: 1,
      threshold: 0,
    }),
    alarm('ErrorsAlarm', {
      alarmDescription: 'The relay itself fails or runs out of time. See its log.',
      metric: relay.metricErrors(),
      evaluationPeriods: 1,
      threshold: 0,
    }),
  ];
}

/** In per cent. SQS leaves messages that were received more than three times out of the age of the oldest one. */
function undeliveredShare(queue: IQueue): MathExpression {
  return new MathExpression({
    label: 'Share of messages that go back, in per cent',
    expression: 'IF(received > 0, 100 * (1 - FILL(deleted, 0) / received), 0)',
    usingMetrics: {
      received: queue.metricNumberOfMessagesReceived({ statistic: 'Sum' }),
      deleted: queue.metricNumberOfMessagesDeleted({ statistic: 'Sum' }),
    },
  });
}
