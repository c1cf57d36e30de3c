import { type Tracer, type TracerProvider, trace } from '@opentelemetry/api';
import { version } from './version.ts';

/** The release of the semantic conventions that names of attributes are of. */
export const schemaUrl = 'https://opentelemetry.io/schemas/1.44.0';

/** What makes our spans. */
export function ownTracer(provider: Pick<TracerProvider, 'getTracer'> = trace): Tracer {
  return provider.getTracer('antifreeze', version, { schemaUrl });
}
