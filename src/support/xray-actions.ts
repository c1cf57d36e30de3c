/** What a role must be allowed to send traces to X-Ray's OTLP endpoint. None of these can be limited to a resource. */
export const xrayActions: readonly string[] = [
  'xray:PutTraceSegments',
  'xray:PutSpans',
  'xray:PutSpansForIndexing',
];
