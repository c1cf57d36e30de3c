export { AntifreezeLayer } from '../cdk/antifreeze-layer.ts';
export { AntifreezeRelay } from '../cdk/antifreeze-relay.ts';
export type { AntifreezeRelayProps, HeaderSecret } from '../cdk/relay-props.ts';
export type { LogsProps, SignalProps } from '../cdk/signal-props.ts';
export { type TraceFunctionProps, traceFunction } from '../cdk/trace-function.ts';
