import { Graph, layout } from '@dagrejs/dagre';
import type { MapEdge, MapNode, ServiceMap } from '../../store/service-map.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A node with its middle and size. */
export interface PlacedNode extends Point {
  readonly node: MapNode;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge {
  readonly edge: MapEdge;
  readonly points: readonly Point[];
  readonly label: Point;
}

interface PlacedMap {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

/** Places nodes from callers on the left to what is called on the right. */
export function layOutMap({ nodes, edges }: ServiceMap): PlacedMap {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 28, ranksep: 150, marginx: 16, marginy: 20 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, name } of nodes)
    graph.setNode(id, { width: Math.min(name.length, 30) * 7.4 + 48, height: 36 });
  for (const { from, to } of edges) graph.setEdge(from, to);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    nodes: nodes.map((node) => ({
      node,
      ...(graph.node(node.id) as { x: number; y: number; width: number; height: number }),
    })),
    edges: edges.map((edge) => {
      const { points = [] } = graph.edge(edge.from, edge.to) as { points?: Point[] };
      const middle = points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 };
      return { edge, points, label: { x: middle.x, y: middle.y - 7 } };
    }),
    width,
    height,
  };
}
