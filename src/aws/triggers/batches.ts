import type { Trigger } from '../../core/trigger.ts';
import { activeMq } from './activemq.ts';
import { cloudfront } from './cloudfront.ts';
import { codecommit } from './codecommit.ts';
import { documentdb } from './documentdb.ts';
import { dynamodb } from './dynamodb.ts';
import { kafka } from './kafka.ts';
import { kinesis } from './kinesis.ts';
import { rabbitMq } from './rabbitmq.ts';
import { s3 } from './s3.ts';
import { ses } from './ses.ts';
import { sns } from './sns.ts';
import { sqs } from './sqs.ts';

/** The event sources that hand over a batch of something, even of one. */
export function batchTriggers(): readonly Trigger[] {
  return [
    cloudfront,
    sqs,
    sns,
    kinesis,
    kafka,
    activeMq,
    rabbitMq,
    ses,
    s3,
    dynamodb,
    documentdb,
    codecommit,
  ];
}
