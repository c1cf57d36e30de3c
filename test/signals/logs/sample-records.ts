import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';

const exporter = new InMemoryLogRecordExporter();
const logger = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': 'orders' }),
  processors: [new SimpleLogRecordProcessor({ exporter })],
}).getLogger('test', '1');

/** A record of the real SDK. */
export function logRecord(
  body: Parameters<typeof logger.emit>[0]['body'],
  others: Parameters<typeof logger.emit>[0] = {},
): ReadableLogRecord {
  exporter.reset();
  logger.emit({ body, ...others });
  const [record] = exporter.getFinishedLogRecords();
  if (!record) throw new Error('no record was made');
  return record;
}
