import type { MapEdge, MapNode, ServiceMap } from '../../store/service-map.ts';
import { formatMs } from '../data/format.ts';
import { revision } from '../data/live.ts';
import { useData } from '../data/use-data.ts';
import { useModule } from '../data/use-module.ts';
import { ScrollBox } from '../shell/scroll-box.tsx';
import type { PlacedEdge, PlacedNode } from './lay-out-map.ts';

const marks: Readonly<Record<MapNode['kind'], string>> = {
  function: 'ƒ',
  service: '◆',
  queue: '≡',
  database: '▤',
  host: '○',
};

/** Who calls whom, how often, with how many errors and how slowly. */
export function MapView() {
  const { data, error } = useData<ServiceMap>('/api/map', revision.value);
  const layout = useModule(() => import('./lay-out-map.ts'));
  document.title = 'Map · antifreeze';
  if (error) return <p class="notice">{error}</p>;
  if (!data) return null;
  if (data.nodes.length === 0)
    return (
      <section class="empty">
        <h1>Nothing to map yet</h1>
        <p>Functions, queues, tables and hosts are here as soon as a trace shows them.</p>
      </section>
    );
  if (!layout) return null;
  const { nodes, edges, width, height } = layout.layOutMap(data);
  return (
    <>
      <h1 class="hidden">Map</h1>
      <ScrollBox class="map" label="Drawing">
        <svg
          viewBox={`0 0 ${width} ${height}`}
          width={width}
          height={height}
          role="img"
          aria-label="Drawing of the calls; the table below has the same"
        >
          {edges.map((edge) => (
            <Edge key={`${edge.edge.from} ${edge.edge.to}`} placed={edge} />
          ))}
          {nodes.map((node) => (
            <Node key={node.node.id} placed={node} />
          ))}
        </svg>
      </ScrollBox>
      <EdgeTable edges={data.edges} nodes={data.nodes} />
    </>
  );
}

function Node({ placed: { node, x, y, width, height } }: { readonly placed: PlacedNode }) {
  return (
    <g class={`node ${node.kind}`} transform={`translate(${x - width / 2} ${y - height / 2})`}>
      <title>{`${node.kind} ${node.name}`}</title>
      <rect width={width} height={height} rx={node.kind === 'queue' ? height / 2 : 7} />
      <text x="14" y={height / 2 + 4}>
        {marks[node.kind]} {node.name.length > 30 ? `${node.name.slice(0, 29)}…` : node.name}
      </text>
    </g>
  );
}

function Edge({ placed: { edge, points, label } }: { readonly placed: PlacedEdge }) {
  const path = points.map(({ x, y }, index) => `${index ? 'L' : 'M'}${x} ${y}`).join(' ');
  const end = points.at(-1) ?? { x: 0, y: 0 };
  return (
    <g class={edge.errors > 0 ? 'edge failed' : 'edge'}>
      <path d={path} />
      <circle cx={end.x} cy={end.y} r="4" />
      <text x={label.x} y={label.y} text-anchor="middle">
        {Number(edge.perMinute.toPrecision(3))}/min · p95 {formatMs(edge.p95)}
        {edge.errors > 0 && ` · ${share(edge)} failed`}
      </text>
    </g>
  );
}

function share({ errors, calls }: MapEdge): string {
  return `${Math.round((errors / calls) * 100) || '<1'} %`;
}

function EdgeTable({ edges, nodes }: ServiceMap) {
  const names = new Map(nodes.map(({ id, name, kind }) => [id, `${kind} ${name}`]));
  return (
    <table class="edges">
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">To</th>
          <th scope="col" class="number">
            Calls
          </th>
          <th scope="col" class="number">
            Failed
          </th>
          <th scope="col" class="number">
            Calls a minute
          </th>
          <th scope="col" class="number">
            p95
          </th>
        </tr>
      </thead>
      <tbody>
        {edges.map((edge) => (
          <tr key={`${edge.from} ${edge.to}`}>
            <td>{names.get(edge.from)}</td>
            <td>{names.get(edge.to)}</td>
            <td class="number">{edge.calls.toLocaleString('en')}</td>
            <td class={edge.errors > 0 ? 'number error-text' : 'number'}>{edge.errors}</td>
            <td class="number">{Number(edge.perMinute.toPrecision(3))}</td>
            <td class="number">{formatMs(edge.p95)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
