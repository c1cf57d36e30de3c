import { withClientContext } from '../../../propagation/client-context.ts';
import type { AwsService } from '../aws-service.ts';
import { object, text } from '../read-input.ts';

export const lambda: AwsService = {
  name: 'Lambda',
  regionAttribute: 'faas.invoked_region',
  describe({ operation, input }) {
    const name = functionName(text(input, 'FunctionName'));
    if (!operation.startsWith('Invoke') || name === undefined) return {};
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
  result: (_call, output) => ({ errorType: text(output, 'FunctionError') }),
  event: (_call, event) => ({ errorType: text(object(event, 'InvokeComplete'), 'ErrorCode') }),
};

/** Of a name, a partial ARN (`account:function:name`) or an ARN, each with or without a qualifier. */
function functionName(name: string | undefined): string | undefined {
  return name && (/(?:^|:)function:([^:]+)/.exec(name)?.[1] ?? name.split(':')[0]);
}
