import type { Plugin } from 'esbuild';
import type { RuntimeName } from '../harness/lambda/index.ts';
import type { Protocol } from './receivers/receiver.ts';

/**
 * A tracer, as the suites see it: one file a peer in `of/`, and the module that `--wrapper` names. Everything but the
 * name may be left out.
 */
export interface Peer {
  readonly name: string;
  /** The runtimes that it says it is for; all unless given. */
  readonly runtimes?: readonly RuntimeName[];
  /** What it consists of, `name@version` each. */
  readonly packages?: readonly string[];
  /**
   * The absolute path of a CommonJS module of which the function has `wrap(handler)` around its handler, and
   * `client(client)` around each client of the AWS SDK, where the tracer wants to be told of them.
   */
  readonly wrapper?: string;
  /** The handler that Lambda is told of, where it is the tracer's, which calls the function's. */
  readonly handler?: string;
  /** The function's variables, `NODE_OPTIONS` among them. */
  readonly environment?: (place: Place) => Readonly<Record<string, string>>;
  /** What it sends spans as; without it nothing is known of its spans, and only what the function answers is compared. */
  readonly protocol?: Protocol;
  /** The log lines by which spans are sent. They are no difference from the bare function. */
  readonly spanLines?: RegExp;
  /** What its documentation wants left out of a bundle. */
  readonly external?: readonly string[];
  /** What its documentation wants added to a bundler. */
  readonly plugins?: { readonly esbuild?: () => Plugin[]; readonly webpack?: () => unknown[] };
  /** The format in which it writes the context of a trace into what it sends; W3C's unless given. */
  readonly format?: Format;
}

/** Where a function of the peer runs. */
interface Place {
  readonly runtime: RuntimeName;
  /** The function's own handler, as `index.handler`. */
  readonly handler: string;
  /** Of what takes its spans: a URL, of X-Ray's daemon and Lumigo a host and port, of Sentry a DSN. */
  readonly receiver: string;
  /** The file with the certificate of a receiver that speaks TLS. */
  readonly certificate: string;
}

export type Format = 'w3c' | 'datadog' | 'sentry' | 'xray';
