// In place of the API's internal module of this name.

import type { DiagLogFunction, DiagLogger } from '@opentelemetry/api';
import { getGlobal } from './global-utils.ts';

/** Passes on what is said to the logger that is registered by then. */
class Diag implements DiagLogger {
  readonly error: DiagLogFunction = (...said) => logger()?.error(...said);
  readonly warn: DiagLogFunction = (...said) => logger()?.warn(...said);
  readonly info: DiagLogFunction = (...said) => logger()?.info(...said);
  readonly debug: DiagLogFunction = (...said) => logger()?.debug(...said);
  readonly verbose: DiagLogFunction = (...said) => logger()?.verbose(...said);

  createComponentLogger(): DiagLogger {
    return this;
  }
}

function logger(): DiagLogger | undefined {
  return getGlobal('diag') as DiagLogger | undefined;
}

const diag = new Diag();

/** The one instance of the diagnostic API. */
export const DiagAPI: { instance(): DiagLogger } = { instance: () => diag };
