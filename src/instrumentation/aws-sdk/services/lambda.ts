import type { Attributes } from '@opentelemetry/api';
import { withClientContext } from '../../../propagation/client-context.ts';
import { callbackHash, dataHashAttribute } from '../../../propagation/deterministic-link.ts';
import type { AwsService } from '../aws-service.ts';
import { object, objects, text } from '../read-input.ts';
import type { AwsInput } from '../smithy.ts';

export const lambda: AwsService = {
  name: 'Lambda',
  regionAttribute: 'faas.invoked_region',
  describe({ operation, input }) {
    if (isCallback.test(operation)) return { attributes: callbackHashes([input]) };
    const invokes = operation === 'CheckpointDurableExecution' || operation.startsWith('Invoke');
    const name = invokes ? functionName(invokedName(input)) : undefined;
    if (name === undefined) return {};
    return {
      attributes: {
        'faas.invoked_name': name,
        'faas.invoked_provider': 'aws',
        // What that function calls itself, unless told otherwise.
        'service.peer.name': name,
      },
    };
  },
  inject({ operation, input }, fields) {
    // Lambda passes a client context on only where the caller waits for the answer.
    const waits = (input['InvocationType'] ?? 'RequestResponse') === 'RequestResponse';
    if (!operation.startsWith('Invoke') || operation === 'InvokeAsync' || !waits) return undefined;
    const ClientContext = withClientContext(text(input, 'ClientContext'), fields);
    return ClientContext === undefined ? undefined : { ...input, ClientContext };
  },
  result: (_call, output) => ({
    errorType: text(output, 'FunctionError'),
    attributes: callbackHashes(
      objects(object(output, 'NewExecutionState'), 'Operations').flatMap(startedCallback),
    ),
  }),
  event: (_call, event) => ({ errorType: text(object(event, 'InvokeComplete'), 'ErrorCode') }),
};

/** What tells a durable execution what a callback of it has waited for. */
const isCallback = /^SendDurableExecutionCallback/;

/** Joins who makes a callback with who answers it, as nothing can be written into either. */
function callbackHashes(callbacks: readonly AwsInput[]): Attributes {
  const ids = callbacks.flatMap((each) => text(each, 'CallbackId') ?? []);
  return ids.length > 0 ? { [dataHashAttribute]: ids.map(callbackHash) } : {};
}

function startedCallback(operation: AwsInput): AwsInput[] {
  const callback = object(operation, 'CallbackDetails');
  return callback && text(operation, 'Status') === 'STARTED' ? [callback] : [];
}

/** Of an invocation, or of one that a durable execution has the service make; of several nothing is told. */
function invokedName(input: AwsInput): string | undefined {
  const names = objects(input, 'Updates').flatMap(
    (update) => text(object(update, 'ChainedInvokeOptions'), 'FunctionName') ?? [],
  );
  return text(input, 'FunctionName') ?? (names.length === 1 ? names[0] : undefined);
}

/** Of a name, a partial ARN (`account:function:name`) or an ARN, each with or without a qualifier. */
function functionName(name: string | undefined): string | undefined {
  return name && (/(?:^|:)function:([^:]+)/.exec(name)?.[1] ?? name.split(':')[0]);
}
