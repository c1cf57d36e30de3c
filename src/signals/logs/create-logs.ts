import {
  ConsoleLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import type { LogsConfig } from '../../config/config.ts';
import type { SignalParts } from '../signal-sdk.ts';
import { joined, type Signals } from '../signals.ts';
import { captureConsole } from './capture-console.ts';
import { describingOrigin } from './describing-origin.ts';
import { exportLogs, type LogsWay } from './export-logs.ts';
import { type Registered, takeLoggers } from './logs-api.ts';

export { prepareLoggers } from './logs-api.ts';

/** Makes the process's logger provider. `registered` is what the API has for all. */
export function addLogs(
  logs: LogsConfig,
  parts: SignalParts,
  registered: Registered | undefined,
  signals: Signals,
): Signals {
  const { attributeCountLimit, attributeValueLengthLimit } = logs;
  const { processor, ...way } = logs.exporter === 'otlp' ? exportLogs(logs, parts) : printLogs();
  const origin = describingOrigin(parts);
  const provider = new LoggerProvider({
    resource: parts.resource,
    logRecordLimits: { attributeCountLimit, attributeValueLengthLimit },
    processors: [origin.processor, processor],
  });
  if (registered) takeLoggers(registered, provider);
  if (logs.captureConsole) captureConsole(provider.getLogger('console'));
  const { observe } = origin;
  return { ...joined(signals, { observe, ...way }), loggerProvider: provider };
}

/** Prints records as the OpenTelemetry SDK does: for a look on one's own machine. */
function printLogs(): LogsWay {
  const exporter = new ConsoleLogRecordExporter();
  return {
    processor: new SimpleLogRecordProcessor({ exporter }),
    flush: async () => undefined,
    close: () => undefined,
  };
}
