import { createExport } from '../../src/export/create-export.ts';
import { createFlush } from '../../src/export/create-flush.ts';
import { exportConfig } from './export-config.ts';
import { endedSpan } from './sample-spans.ts';

// A process of its own: sends a span to the URL in its first argument, and leaves the rest to Node.js.
const { moduleLoadList } = process as unknown as { moduleLoadList: readonly string[] };
const { processor, flush } = createExport(exportConfig(process.argv[2] ?? ''), {
  product: 'antifreeze/0.0.0',
  createFlush,
});
processor.onEnd(endedSpan('only'));
const before = moduleLoadList.length;
await flush(Date.now() + 20_000);
console.log(JSON.stringify({ flushed: true, loaded: moduleLoadList.slice(before) }));
