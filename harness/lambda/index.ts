export type { FunctionSettings } from './function-settings.ts';
export type { Invocation, InvocationEnd, InvocationTimes, InvokeOptions } from './invocation.ts';
export type { LogLine } from './platform.ts';
export type { RuntimeError } from './running-invocation.ts';
export { availableRuntimes, type Runtime, type RuntimeName, runtimes } from './runtimes.ts';
export { type LambdaFunction, type Memory, startFunction } from './start-function.ts';
