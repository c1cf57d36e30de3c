import { startServers, type ViewerServers } from '../../../src/viewer/server/start-servers.ts';
import { defaultRetention, type Retention } from '../../../src/viewer/store/retention.ts';
import {
  createTelemetryStore,
  type TelemetryStore,
} from '../../../src/viewer/store/telemetry-store.ts';

/** Servers with a store of their own, on free ports. */
export async function startViewer(
  retention: Partial<Retention> = {},
): Promise<ViewerServers & { readonly store: TelemetryStore; readonly page: string }> {
  const store = createTelemetryStore({ ...defaultRetention, ...retention });
  const servers = await startServers(
    {
      store,
      take: (received, batch) => store.add(batch, received.body.length, received.receivedAt),
      clear: () => store.clear(),
    },
    {
      host: '127.0.0.1',
      port: 0,
      uiPort: 0,
      pageFolder: new URL('../../../dist/viewer/', import.meta.url),
    },
  );
  return { ...servers, store, page: servers.pageUrl ?? '' };
}
