// The parts of the AWS SDK's interfaces that are used here, declared again: nobody must have the SDK to use antifreeze.

/** A client of the AWS SDK, version 3. */
export interface SmithyClient {
  send(...args: unknown[]): unknown;
  readonly middlewareStack: MiddlewareStack;
}

export interface MiddlewareStack {
  add(middleware: Middleware, options: { readonly [option: string]: unknown }): void;
  addRelativeTo(middleware: Middleware, options: { readonly [option: string]: unknown }): void;
}

/** One link of the chain through which a client sends a call. `args.request` exists from the `build` step on. */
export type Middleware = (next: Handler, context: HandlerContext) => Handler;
type Handler = (args: HandlerArguments) => Promise<HandlerResult>;

interface HandlerArguments {
  readonly input: AwsInput;
  readonly request?: unknown;
  readonly [own: symbol]: AwsInput | undefined;
}

/** An answer, and what was made of it. */
export interface HandlerResult {
  readonly output?: AwsInput;
  readonly response?: unknown;
}

export interface HandlerContext {
  /** `SQSClient` and the like. */
  readonly clientName?: string;
  /** `SendMessageCommand` and the like. */
  readonly commandName?: string;
}

/** A call's input, which is the caller's own object. */
export type AwsInput = Readonly<Record<string, unknown>>;

/** What the SDK says of the call in each result and error. */
export interface ResponseMetadata {
  readonly httpStatusCode?: number;
  readonly requestId?: string;
  readonly extendedRequestId?: string;
  readonly attempts?: number;
}
