import { basename } from 'node:path';
import type { RuntimeRules } from './runtime-rules.ts';

/** A handler's name as in Lambda's configuration, taken apart: `src/orders/index.api.handler`. */
export interface HandlerName {
  /** `src/orders/` */
  readonly folder: string;
  /** `index` */
  readonly module: string;
  /** `['api', 'handler']` */
  readonly exportPath: readonly string[];
}

/** Takes a handler's name apart. Throws the runtime's own errors for what isn't one. */
export function parseHandlerName(name: string, { error }: RuntimeRules): HandlerName {
  if (name.includes('..')) {
    throw error(
      'Runtime.MalformedHandlerName',
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const last = basename(name);
  const dot = last.indexOf('.');
  if (dot < 0) throw error('Runtime.MalformedHandlerName', 'Bad handler');
  return {
    folder: name.slice(0, name.indexOf(last)),
    module: last.slice(0, dot),
    exportPath: last.slice(dot + 1).split('.'),
  };
}
