/** How calls of the AWS SDK are traced. */
export interface AwsSdkInstrumentationOptions {
  /**
   * Whether context is written into messages: for all services, or by service (`{ SNS: false }`), named as in span
   * names. Default: true. In SQS it also decides whether ReceiveMessage asks for the attributes that carry context.
   */
  readonly messageContext?: boolean | Readonly<Record<string, boolean>>;
  /** Whether requests have our span in `X-Amzn-Trace-Id`, which many services pass on. Default: true. */
  readonly traceHeader?: boolean;
  /** The header that came with the invocation. Default: what the SDK itself found in its environment. */
  readonly incomingTraceHeader?: () => string | undefined;
  /**
   * Names of the primary key's attributes by DynamoDB table (`{ orders: ['id'] }`), without which the item that a
   * PutItem writes can't be told from others, and gets no link to what its stream event starts.
   */
  readonly tableKeys?: Readonly<Record<string, readonly string[]>>;
}

export function carriesMessageContext(
  { messageContext = true }: AwsSdkInstrumentationOptions,
  service: string,
): boolean {
  return typeof messageContext === 'boolean' ? messageContext : (messageContext[service] ?? true);
}
