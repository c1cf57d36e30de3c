import { type AnyFunction, wrapHandler } from '../../src/aws/wrap-handler.ts';
import { recordingTelemetry } from '../support/recording-telemetry.ts';

export const warm = (): undefined => undefined;

/** A gate that responses wait at until it is opened. */
export function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { hold: () => opened, open: () => open() };
}

export function wrapped<Handler extends AnyFunction>(handler: Handler, hold?: () => Promise<void>) {
  const recording = recordingTelemetry(hold);
  return { handler: wrapHandler(handler, recording.telemetry, warm), ...recording };
}
