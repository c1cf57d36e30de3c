import { cloudEvent, http } from '@google-cloud/functions-framework';
import { createPubSubRelay } from 'antifreeze/gcp/relay';

export const relay = createPubSubRelay({
  trace: process.env['TRACE_RELAY'] === 'true',
  mergeFor: Number(process.env['MERGE_FOR'] ?? 50),
});

if (process.env['REGISTER'] === 'http') http('relay', relay);
if (process.env['REGISTER'] === 'cloudevent') cloudEvent('relay', relay);
