import type { Trigger } from '../../core/trigger.ts';
import { common, listAt, textAt } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { type Fields, text } from '../../triggers/payload-fields.ts';
import { epochMs, waited } from '../../triggers/waiting-time.ts';
import { arnResource } from './arn-resource.ts';
import { isBatchFrom, recordsOf } from './event-family.ts';

/** Repository triggers of CodeCommit, by the conventions of version control. The ARN's name is ours. */
export const codecommit: Trigger<Fields> = {
  matches: (event): event is Fields => isBatchFrom(event, 'aws:codecommit'),

  rootSpan: (event) => {
    const records = recordsOf(event);
    const references = records.flatMap((record) => listAt(record, 'codecommit', 'references'));
    const arn = common(records.map((record) => text(record, 'eventSourceARN')));
    return eventSpan('other', {
      'vcs.repository.name': arnResource(arn),
      'vcs.ref.head.name': common(references.map(nameOf)),
      'vcs.ref.head.revision': common(references.map((reference) => text(reference, 'commit'))),
      'aws.codecommit.repository.arn': arn,
      ...waited(epochMs(textAt(records[0], 'eventTime'))),
    });
  },
};

/** `refs/heads/main`, `refs/tags/v1` */
function nameOf(reference: unknown): string | undefined {
  return text(reference, 'ref')?.replace(/^refs\/(heads|tags)\//, '');
}
