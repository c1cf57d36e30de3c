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
  const shared = { layer, hasWrapper, others, by: undefined, version: undefined };

  if (hasWrapper && mayHaveLayer(description))
    return { ...shared, status: unlessOff(variables), by: 'layer', version: versionOf(layer) };
  if (versionsInCode.length > 0)
    return { ...shared, status: unlessOff(variables), by: 'code', version: versionsInCode.join() };
  if (description.variables === undefined)
    return { ...shared, status: layer || isNode(description) ? 'unsure' : 'untraced' };
  if (hasWrapper || layer) return { ...shared, status: 'broken' };
  return { ...shared, status: isConfigured(description, others) ? 'unsure' : 'untraced' };
}

function versionOf(layer: LayerDescription | undefined): string | undefined {
  return layer?.contents.kind === 'antifreeze' ? layer.contents.version : undefined;
}

/** A container image brings its /opt in itself. */
function mayHaveLayer({ runtime, layers }: FunctionDescription): boolean {
  return runtime === undefined || layers.some(({ contents }) => contents.kind !== 'other');
}

function unlessOff(variables: Environment): TracingStatus {
  return variables['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true' ? 'off' : 'traced';
}

function isNode({ runtime }: FunctionDescription): boolean {
  return runtime?.startsWith('nodejs') ?? false;
}

/** Whether variables speak of a tracer of OpenTelemetry's kind, which may be ours, and no other's is attached. */
function isConfigured(description: FunctionDescription, others: readonly string[]): boolean {
  const { variables = {}, relays, versionsInCode } = description;
  const names = Object.keys(variables);
  if (names.some((name) => name.startsWith('ANTIFREEZE_'))) return true;
  const speaksOtlp = names.some((name) => name.startsWith('OTEL_EXPORTER_OTLP_'));
  const hasOtherReason = relays.length > 0 || others.length > 0 || versionsInCode !== undefined;
  return speaksOtlp && isNode(description) && !hasOtherReason;
}
