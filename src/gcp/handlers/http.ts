import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Attributes, SpanStatusCode, trace } from '@opentelemetry/api';
import { type Outcome, returned, threw, unanswered } from '../../core/outcome.ts';
import type { RunningInvocation } from '../../core/running-invocation.ts';
import type { ResponseHolder } from '../response-holder.ts';

/**
 * `(request, response)`: over when the response is, whatever the function returns. What it throws is answered by the
 * framework, through the same response.
 */
export function runHttpHandler(
  running: RunningInvocation,
  call: () => unknown,
  responses: ResponseHolder,
  request: IncomingMessage,
  response: ServerResponse,
): unknown {
  let failure: Outcome | undefined;
  const fail = (error: unknown): never => {
    failure ??= threw(error);
    throw error;
  };

  endWithResponse(running, responses, request, response, () => failure);

  try {
    const result = running.run(call);
    // The framework looks at nothing but promises.
    return result instanceof Promise ? result.catch(fail) : result;
  } catch (error) {
    return fail(error);
  }
}

/** Ends the invocation when its response is over. `failure` says what is known of why. */
export function endWithResponse(
  running: RunningInvocation,
  responses: ResponseHolder,
  request: IncomingMessage,
  response: ServerResponse,
  failure: () => Outcome | undefined = () => undefined,
): void {
  responses.hold(request, response, {
    holds: running.holdsResponse,
    over(how) {
      const failed = failure();
      if (how === 'ended' && failed === undefined) return running.end(returned(response));
      describe(running, how, response.statusCode);
      return running.end(failed ?? unanswered);
    },
  });
}

/** What the response of a failed or aborted call says on the root span; of all others the trigger reads it. */
function describe(running: RunningInvocation, how: 'ended' | 'aborted', status: number): void {
  const attributes: Attributes =
    how === 'ended' ? { 'http.response.status_code': status } : { 'error.type': 'aborted' };
  running.run(() => {
    const span = trace.getActiveSpan();
    span?.setAttributes(attributes);
    if (how === 'aborted')
      span?.setStatus({
        code: SpanStatusCode.ERROR,
        message: 'the connection was closed before the response had ended',
      });
  });
}
