import type { QueueAttributes, QueueDescription, QueueMapping } from '../function-description.ts';
import type { ParsedQueueUrl } from '../queue-url.ts';
import type { AwsClients, LambdaClient, QueueAttributesClient } from './aws-clients.ts';
import type { Gaps } from './gaps.ts';

/** Describes a queue of spans. Clients must be those of the queue's region. */
export async function describeQueue(
  { url }: ParsedQueueUrl,
  { lambda, sqs }: AwsClients,
  { arn, gaps }: { readonly arn: string; readonly gaps: Gaps },
): Promise<QueueDescription> {
  if (!sqs) gaps.add('the settings of queues', '@aws-sdk/client-sqs is not installed here');
  const [attributes, mappings] = await Promise.all([
    sqs && readAttributes(sqs, url, gaps),
    gaps.attempt('which functions are relays', 'lambda:ListEventSourceMappings', () =>
      listMappings(lambda, arn),
    ),
  ]);
  return { url, arn, attributes, mappings };
}

async function readAttributes(
  sqs: QueueAttributesClient,
  url: string,
  gaps: Gaps,
): Promise<QueueAttributes | 'absent' | undefined> {
  return gaps.attempt('the settings of queues', 'sqs:GetQueueAttributes', async () => {
    try {
      const { Attributes = {} } = await sqs.getQueueAttributes({
        QueueUrl: url,
        AttributeNames: ['All'],
      });
      return {
        visibilityTimeout: Number(Attributes['VisibilityTimeout']),
        maxReceiveCount: receiveCountIn(Attributes['RedrivePolicy']),
        hasPolicy: Boolean(Attributes['Policy']),
      };
    } catch (error) {
      // The name of the error depends on the protocol that the SDK speaks.
      if (/NonExistentQueue|QueueDoesNotExist/.test((error as Error).name)) return 'absent';
      throw error;
    }
  });
}

function receiveCountIn(redrivePolicy: string | undefined): number | undefined {
  if (!redrivePolicy) return undefined;
  const { maxReceiveCount } = JSON.parse(redrivePolicy) as { maxReceiveCount?: unknown };
  return Number(maxReceiveCount);
}

async function listMappings(lambda: LambdaClient, EventSourceArn: string): Promise<QueueMapping[]> {
  const mappings: QueueMapping[] = [];
  let Marker: string | undefined;
  do {
    const page = await lambda.listEventSourceMappings({ EventSourceArn, Marker });
    for (const { FunctionArn = '', State, FunctionResponseTypes } of page.EventSourceMappings ?? [])
      mappings.push({
        functionArn: withoutQualifier(FunctionArn),
        isEnabled: !/^Disabl/.test(State ?? ''),
        reportsFailures: FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
      });
    Marker = page.NextMarker || undefined;
  } while (Marker);
  return mappings;
}

/** A mapping may name a version or an alias. */
function withoutQualifier(functionArn: string): string {
  return functionArn.split(':').slice(0, 7).join(':');
}
