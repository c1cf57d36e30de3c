/** Batches that something else goes through, with a span for each record. */
import { traceLambda, traceRecord } from 'antifreeze';

const pack = ({ messageId }) => {
  if (messageId === process.env.FAILS_AT) throw new Error('none left');
  return messageId;
};

const processors = {
  async powertools() {
    const { BatchProcessor, EventType, processPartialResponse } = await import(
      '@aws-lambda-powertools/batch'
    );
    const processor = new BatchProcessor(EventType.SQS);
    const handle = (record) => traceRecord(record, async (given) => pack(given));
    return (event, context) => processPartialResponse(event, handle, processor, { context });
  },
  async powertoolsSync() {
    const { BatchProcessorSync, EventType, processPartialResponseSync } = await import(
      '@aws-lambda-powertools/batch'
    );
    const processor = new BatchProcessorSync(EventType.SQS);
    return async (event) =>
      processPartialResponseSync(event, (record) => traceRecord(record, pack), processor);
  },
  async middy() {
    const { default: middy } = await import('@middy/core');
    const { default: partialBatch } = await import('@middy/sqs-partial-batch-failure');
    return middy()
      .use(partialBatch())
      .handler((event) =>
        Promise.allSettled(
          event.Records.map((record) => traceRecord(record, async (given) => pack(given))),
        ),
      );
  },
};

export const handler = traceLambda(await processors[process.env.PROCESSOR]());
