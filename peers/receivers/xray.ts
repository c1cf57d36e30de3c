import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Receiver, SeenSpan } from './receiver.ts';

interface Segment {
  readonly trace_id?: string;
  readonly id: string;
  readonly parent_id?: string;
  readonly name: string;
  readonly in_progress?: boolean;
  readonly fault?: boolean;
  readonly error?: boolean;
  readonly subsegments?: readonly Segment[];
}

/** X-Ray's daemon: UDP, a header of JSON and a segment in each datagram. */
export async function startXrayReceiver(): Promise<Receiver> {
  const seen: SeenSpan[] = [];
  const socket = createSocket('udp4', (message) => {
    const [, segment = ''] = message.toString().split('\n');
    seen.push(...flatten(JSON.parse(segment)));
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    certificate: '',
    answers: false,
    spans: () => seen,
    behave: () => {},
    close: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}

/** Lambda itself makes the segment of an invocation; the SDK makes the subsegment `## index.handler` in it. */
function flatten(segment: Segment, parent?: Segment): SeenSpan[] {
  const { id, name, subsegments = [], ...rest } = segment;
  const traceId = (segment.trace_id ?? parent?.trace_id ?? '').replace('1-', '').replace('-', '');
  return [
    {
      traceId,
      spanId: id,
      parentSpanId: segment.parent_id ?? parent?.id,
      links: [],
      invocation: name.startsWith('## ') ? traceId : undefined,
      isStart: segment.in_progress === true,
      isError: segment.fault === true || segment.error === true,
      text: JSON.stringify([name, rest]),
    },
    ...subsegments.flatMap((each) =>
      flatten(each, { ...segment, trace_id: segment.trace_id ?? parent?.trace_id ?? '' }),
    ),
  ];
}
