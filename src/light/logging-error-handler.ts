// In place of the core's internal module of this name, which spells an error out before anybody has asked for it.

import { diag } from '@opentelemetry/api';

export function loggingErrorHandler(): (error: unknown) => void {
  return (error) => diag.error('antifreeze: the OpenTelemetry SDK failed', error);
}
