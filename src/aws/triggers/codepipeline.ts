import type { Trigger } from '../../core/trigger.ts';
import { textAt } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import type { Fields } from '../../triggers/payload-fields.ts';

/** CodePipeline's invoke action. The job's credentials and parameters stay out of the span; its name is ours. */
export const codepipeline: Trigger<Fields> = {
  matches: (event): event is Fields => jobId(event) !== undefined,
  rootSpan: (event) => eventSpan('other', { 'aws.codepipeline.job.id': jobId(event) }),
};

function jobId(event: unknown): string | undefined {
  return textAt(event, 'CodePipeline.job', 'id');
}
