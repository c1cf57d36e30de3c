import type { ComponentChildren } from 'preact';
import { connected, paused } from '../data/live.ts';
import { TraceList } from '../list/trace-list.tsx';
import { LogsView } from '../logs/logs-view.tsx';
import { MapView } from '../map/map-view.tsx';
import { MetricsView } from '../metrics/metrics-view.tsx';
import { CompareView } from '../trace/compare-view.tsx';
import { TraceView } from '../trace/trace-view.tsx';
import { Help } from './help.tsx';
import { helpShown, useKeys } from './keys.ts';
import { navigate, pathParts } from './router.ts';
import { isDark, switchTheme, theme } from './theme.ts';

const views = [
  { path: '/', name: 'Traces', part: 'traces' },
  { path: '/map', name: 'Map', part: 'map' },
  { path: '/logs', name: 'Logs', part: 'logs' },
  { path: '/metrics', name: 'Metrics', part: 'metrics' },
] as const;

/** The whole page: a bar with the views, and the one that the path says. */
export function App() {
  useKeys({
    '?': { does: 'shows these keys', run: () => toggle(helpShown) },
    p: { does: 'pauses and goes on', run: () => toggle(paused) },
    t: { does: 'switches between light and dark', run: switchTheme },
    ...Object.fromEntries(
      views.map(({ path, name }, index) => [
        String(index + 1),
        { does: `goes to ${name}`, run: () => navigate(path) },
      ]),
    ),
  });
  const [part = 'traces', first, second] = pathParts();
  return (
    <>
      <Bar current={part} />
      <main>{viewOf(part, first, second)}</main>
      <Help />
    </>
  );
}

function viewOf(part: string, first = '', second = ''): ComponentChildren {
  if (part === 'map') return <MapView />;
  if (part === 'logs') return <LogsView />;
  if (part === 'metrics') return <MetricsView />;
  if (part === 'compare') return <CompareView one={first} other={second} />;
  return first ? <TraceView key={first} traceId={first} /> : <TraceList />;
}

function Bar({ current }: { readonly current: string }) {
  return (
    <header class="bar">
      <a class="brand" href="/">
        <img src="/icon.svg" alt="" width="20" height="20" />
        antifreeze
      </a>
      <nav aria-label="Views">
        {views.map(({ path, name, part }) => (
          <a key={part} href={path} aria-current={part === current ? 'page' : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <div class="bar-end">
        <LiveButton />
        <button
          type="button"
          class="quiet"
          aria-label={isDark() ? 'Light colours' : 'Dark colours'}
          title="Light or dark (t)"
          onClick={switchTheme}
          data-theme={theme.value}
        >
          {isDark() ? '☀' : '☾'}
        </button>
        <button
          type="button"
          class="quiet"
          aria-label="Keys"
          title="Keys (?)"
          onClick={() => toggle(helpShown)}
        >
          ?
        </button>
      </div>
    </header>
  );
}

function LiveButton() {
  if (!connected.value)
    return (
      <span class="live off" role="status">
        not connected
      </span>
    );
  return (
    <button
      type="button"
      class={paused.value ? 'live paused' : 'live'}
      aria-pressed={paused.value}
      title="Pause (p)"
      onClick={() => toggle(paused)}
    >
      {paused.value ? 'paused' : 'live'}
    </button>
  );
}

function toggle(flag: { value: boolean }): void {
  flag.value = !flag.value;
}
