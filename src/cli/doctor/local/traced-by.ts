import { isDisabled } from '../../../config/read-config.ts';
import { execWrapper } from '../../../support/layer.ts';
import type { LocalFunction } from './project.ts';

/** How a function of a project is traced, as in the report of deployed functions. */
export interface LocalTracing {
  readonly status: 'traced' | 'off' | 'unsure' | 'untraced';
  readonly by: 'plugin' | 'construct' | 'preload' | 'layer' | 'code' | undefined;
}

/** What attaches it from outside counts first, as it does when the function runs. */
export function tracedBy(described: LocalFunction): LocalTracing {
  const { attachedBy, source, variables, layers } = described;
  const hasWrapper = variables['AWS_LAMBDA_EXEC_WRAPPER'] === execWrapper;
  const hasLayer = layers.some(({ contents }) => contents.kind !== 'other');
  const byLayer = hasWrapper && hasLayer ? 'layer' : undefined;
  const byCode = source?.state === 'wrapped' ? 'code' : undefined;
  const by = attachedBy ?? byLayer ?? byCode;
  if (by) return { status: isDisabled(variables) ? 'off' : 'traced', by };
  const isUnsure = !source || source.state === 'unclear';
  return { status: isUnsure ? 'unsure' : 'untraced', by };
}
