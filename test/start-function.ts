import {
  type FunctionSettings,
  type LambdaFunction,
  startFunction as startOnPlatform,
} from '../harness/lambda/index.ts';
import { patience } from './patience.ts';

/** A function that has the time to send its spans, unless its own variables say how long it has. */
export function startFunction(settings: FunctionSettings): Promise<LambdaFunction> {
  return startOnPlatform({ ...settings, environment: { ...patience, ...settings.environment } });
}
