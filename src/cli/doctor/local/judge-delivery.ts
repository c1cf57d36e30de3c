import type { Severity } from '../rule.ts';
import type { ChosenEndpoint } from './choose-endpoints.ts';
import type { LocalFinding } from './local-rule.ts';
import type { Cause, Delivery } from './send-test-span.ts';

/** What keeps the test span from arriving. */
interface DeliveryProblem {
  readonly id: string;
  readonly severity: Severity;
  /** For the documentation: when it is found. */
  readonly meaning: string;
  readonly remedy: string;
}

const byCause: Readonly<Record<Cause, DeliveryProblem>> = {
  unreachable: {
    id: 'endpoint-unreachable',
    severity: 'error',
    meaning:
      'No answer comes to the test span: name, port, TLS, proxy, protocol, or time; the line says which',
    remedy: 'Send from where the function runs, if only that reaches the endpoint.',
  },
  refused: {
    id: 'span-refused',
    severity: 'error',
    meaning: 'The endpoint answers the test span with a refusal, a redirect or a web page',
    remedy: 'Until it answers 200, no span is kept.',
  },
  throttled: {
    id: 'endpoint-throttles',
    severity: 'warning',
    meaning: 'The endpoint answers 429 to the test span: it gets too much already',
    remedy: 'Send less, docs/sampling.md, or raise the quota.',
  },
  credentials: {
    id: 'credentials-missing',
    severity: 'warning',
    meaning:
      'Spans go to AWS or Google, and there are no credentials here that the test span could be sent with',
    remedy: 'A deployed function has those of its role or service account.',
  },
};

const rejected: DeliveryProblem = {
  id: 'span-rejected',
  severity: 'warning',
  meaning: 'The endpoint takes the request, and objects to the test span',
  remedy: 'Ask whoever runs the endpoint.',
};

/** All that can be wrong with the delivery of the test span, for the documentation. */
export const deliveryProblems: readonly DeliveryProblem[] = [...Object.values(byCause), rejected];

/** A URL is as it is. */
function asSentence(text: string): string {
  return /^https?:/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** Tells what became of the test span as findings; none where it has arrived. */
export function judgeDelivery(
  { read: { config } }: ChosenEndpoint,
  delivery: Delivery,
): readonly LocalFinding[] {
  if (delivery.status === 'arrived')
    return delivery.objection
      ? [findingOf(rejected, `The endpoint has taken it, and says: ${delivery.objection}.`)]
      : [];
  const { reason, cause, takenAt } = delivery;
  const message = `${asSentence(reason)}.`;
  if (takenAt) return [{ ...findingOf(byCause.refused, message), ...otherPath(takenAt) }];
  const finding = findingOf(byCause[cause], message);
  if (cause !== 'credentials') return [finding];
  const remedy = `${finding.remedy} ${credentialsHere(config.otlp.url)}`;
  return [{ ...finding, remedy }];
}

function findingOf({ id, severity, remedy }: DeliveryProblem, message: string): LocalFinding {
  return { id, severity, message, remedy, lines: [] };
}

function otherPath(url: string) {
  return {
    remedy: `The span was taken at ${url}.`,
    lines: [
      {
        file: 'the variables of the function',
        where: 'in place of the endpoint',
        text: `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${url}`,
      },
    ],
  };
}

function credentialsHere(url: string): string {
  return /googleapis\.com$/.test(new URL(url).hostname)
    ? 'To send from here: OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer%20$(gcloud auth print-access-token),x-goog-user-project=<project>".'
    : 'To send from here: eval "$(aws configure export-credentials --format env)".';
}
