/** A file whose class announces itself, in one line, so that what is above it keeps its place in source maps. */
export interface Announcement {
  readonly file: RegExp;
  /** The other end is where these libraries are instrumented. */
  readonly line?: string;
  /** Of a file that imports what only Node.js can find: what stands before the name, in which bundlers are told so. */
  readonly imports?: RegExp;
}

/** Of the AWS SDK, that for durable functions, Google's Pub/Sub client, `@grpc/grpc-js`, loggers and OpenTelemetry's API. */
export const announcements: readonly Announcement[] = [
  {
    // The class of all clients, in each release of the AWS SDK version 3, as CommonJS and as ES module.
    file: /[/\\]@(?:smithy[/\\]core[/\\]dist-(?:cjs[/\\]submodules[/\\]client[/\\]index|es[/\\]submodules[/\\]client[/\\]smithy-client[/\\]client)|(?:smithy|aws-sdk)[/\\]smithy-client[/\\]dist-(?:cjs[/\\]index|es[/\\]client))\.js$/,
    line: announce('antifreeze.aws-sdk', 'Client'),
  },
  {
    file: /[/\\]@aws[/\\]durable-execution-sdk-js[/\\]dist(?:-cjs)?[/\\]index\.m?js$/,
    imports: /\(specifier\) => import\((?=specifier\))/,
  },
  {
    file: /[/\\]@google-cloud[/\\]pubsub[/\\]build[/\\](?:\w+[/\\])?src[/\\]publisher[/\\]index\.js$/,
    line: announce('antifreeze.pubsub', 'Publisher'),
  },
  ...['ResolvingCall', 'RetryingCall', 'LoadBalancingCall'].map((name) => ({
    file: grpcFile(name),
    line: announce(`antifreeze.grpc.${name}`, name),
  })),
  {
    file: /[/\\]winston[/\\]lib[/\\]winston[/\\]logger\.js$/,
    line: announce('antifreeze.winston', 'Logger'),
  },
  {
    file: /[/\\]bunyan[/\\]lib[/\\]bunyan\.js$/,
    line: announce('antifreeze.bunyan', 'Logger'),
  },
  {
    file: /[/\\]@aws-lambda-powertools[/\\]logger[/\\]lib[/\\](?:cjs|esm)[/\\]Logger\.js$/,
    line: announce('antifreeze.powertools-logger', 'Logger'),
  },
  {
    // So that tracers count that were made before antifreeze is there.
    file: /[/\\]@opentelemetry[/\\]api[/\\](?:build[/\\](?:src|esm|esnext)|dist)[/\\]api[/\\]trace\.[cm]?js$/,
    line: announce('antifreeze.api', 'TraceAPI'),
  },
];

/** `LoadBalancingCall` is in `load-balancing-call.js`. */
function grpcFile(name: string): RegExp {
  const file = name.replace(/(?<=.)[A-Z]/g, '-$&').toLowerCase();
  return new RegExp(`[/\\\\]@grpc[/\\\\]grpc-js[/\\\\]build[/\\\\]src[/\\\\]${file}\\.js$`);
}

function announce(list: string, name: string): string {
  return `typeof ${name} === "function" && (globalThis[Symbol.for("${list}")] ??= []).push(${name});`;
}

/** The file's source with its announcement. */
export function announcing(source: string, { line, imports }: Announcement): string {
  if (line !== undefined) return `${source}\n${line}\n`;
  return imports
    ? source.replace(imports, '$&/* webpackIgnore: true *//* @vite-ignore */ ')
    : source;
}
