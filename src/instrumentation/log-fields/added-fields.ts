import { guard } from '../../support/guard.ts';
import type { LogFields, ReadLogFields } from '../../support/log-fields.ts';

/** What to add to a line with these fields: nothing to one that tells of its trace already. Never throws. */
export function addedFields(read: ReadLogFields, line: object): LogFields {
  const fields = guard('reading the active span', read) ?? {};
  const isThere = Object.keys(fields).some((name) => name in line);
  return isThere ? {} : fields;
}
