import { isDisabled } from '../../config/read-config.ts';
import type { Environment } from '../../config/read-setting.ts';
import { execWrapper } from '../../support/layer.ts';
import type { FunctionDescription, LayerDescription } from './function-description.ts';
import { findOtherTracers } from './other-tracers.ts';

/**
 * Whether a function is traced: `broken` where only a part of what attaches antifreeze is there, `unsure` where it is
 * configured and only the code can tell whether it is wrapped, `off` where `OTEL_SDK_DISABLED` is set.
 */
type TracingStatus = 'traced' | 'unsure' | 'off' | 'broken' | 'untraced';

/** How a function is traced. */
export interface Tracing {
  readonly status: TracingStatus;
  readonly by: 'layer' | 'code' | undefined;
  /** Of this package, as far as it is known. */
  readonly version: string | undefined;
  /** The layer of ours that the function has; the last, whose files Lambda uses, if there are several. */
  readonly layer: LayerDescription | undefined;
  /** Whether it is unsure that the function has to do with antifreeze at all. */
  readonly isGuess: boolean;
  /** Whether the exec wrapper is ours. */
  readonly hasWrapper: boolean;
  /** Tracers of others that are attached. */
  readonly others: readonly string[];
}

/** Tells by its configuration, and by its code where that was looked into, how a function is traced. */
export function findTracing(description: FunctionDescription): Tracing {
  const { variables = {}, layers, versionsInCode = [] } = description;
  const layer = layers.findLast(({ contents }) => contents.kind === 'antifreeze');
  const hasWrapper = variables['AWS_LAMBDA_EXEC_WRAPPER'] === execWrapper;
  const others = findOtherTracers(description);
  const isOurs = hasWrapper || layer !== undefined || hasOurVariables(description);
  const nothing = { layer, hasWrapper, others, isGuess: false, by: undefined, version: undefined };

  if (hasWrapper && mayHaveLayer(description))
    return { ...nothing, status: unlessOff(variables), by: 'layer', version: versionOf(layer) };
  if (versionsInCode.length > 0)
    return { ...nothing, status: unlessOff(variables), by: 'code', version: versionsInCode.join() };
  if ((hasWrapper || layer) && description.variables) return { ...nothing, status: 'broken' };
  return isOurs || mayBeOurs(description, others)
    ? { ...nothing, status: 'unsure', isGuess: !isOurs }
    : { ...nothing, status: 'untraced' };
}

function versionOf(layer: LayerDescription | undefined): string | undefined {
  return layer?.contents.kind === 'antifreeze' ? layer.contents.version : undefined;
}

/** A container image brings its /opt in itself. */
function mayHaveLayer({ runtime, layers }: FunctionDescription): boolean {
  return runtime === undefined || layers.some(({ contents }) => contents.kind !== 'other');
}

function unlessOff(variables: Environment): TracingStatus {
  return isDisabled(variables) ? 'off' : 'traced';
}

/** A relay has them for what it relays. */
function hasOurVariables({ variables = {}, relays }: FunctionDescription): boolean {
  const names = Object.keys(variables);
  return relays.length === 0 && names.some((name) => name.startsWith('ANTIFREEZE_'));
}

/** Whether variables speak of a tracer of OpenTelemetry's kind, or can't be read, and nothing else explains them. */
function mayBeOurs(description: FunctionDescription, others: readonly string[]): boolean {
  const { variables, runtime, relays, versionsInCode } = description;
  const names = Object.keys(variables ?? {});
  const mayBe = !variables || names.some((name) => name.startsWith('OTEL_EXPORTER_OTLP_'));
  const isExplained = relays.length > 0 || others.length > 0 || versionsInCode !== undefined;
  return mayBe && !isExplained && (runtime?.startsWith('nodejs') ?? false);
}
