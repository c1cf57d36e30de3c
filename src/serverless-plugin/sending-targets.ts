import { isDeepStrictEqual } from 'node:util';
import { itemsOf } from '../support/signal.ts';
import type { Target } from './allow-sending.ts';
import { awsStatement, streamsOf } from './aws-statements.ts';
import { awsEndpoint } from './endpoint-variables.ts';
import { settingsOf } from './function-settings.ts';
import { type RelayQueue, relayQueueOf } from './relay-plan.ts';
import { sendStatements } from './relay-role.ts';
import type { Service } from './service.ts';
import type { Value } from './template-values.ts';
import { queueVariable } from './tracing-variables.ts';

/** Somewhere that a role has to allow to send to, and the functions that do. */
type SendingTarget = Target & { readonly names: readonly string[] };

/** Where the functions of a service send to that their roles have to allow. */
export function targetsOf(service: Service): readonly SendingTarget[] {
  const queue = relayQueueOf(service.custom?.antifreeze ?? {});
  const toRelay: SendingTarget[] = queue
    ? [
        {
          name: 'the relay',
          items: itemsOf.traces,
          names: sendersTo(queue, service),
          statementsFor: () => sendStatements(queue),
        },
      ]
    : [];
  return [
    ...toRelay,
    {
      name: 'X-Ray',
      items: itemsOf.traces,
      names: functionsWith('OTEL_EXPORTER_OTLP_ENDPOINT', awsEndpoint('traces'), service),
      statementsFor: () => [awsStatement('traces')],
    },
    {
      name: 'CloudWatch Logs',
      items: itemsOf.logs,
      names: functionsWith('OTEL_EXPORTER_OTLP_LOGS_ENDPOINT', awsEndpoint('logs'), service),
      statementsFor: (names) => [
        awsStatement(
          'logs',
          names.map((name) => streamsOf(logGroupOf(name, service))),
        ),
      ],
    },
    {
      name: 'CloudWatch',
      items: itemsOf.metrics,
      names: functionsWith('OTEL_EXPORTER_OTLP_METRICS_ENDPOINT', awsEndpoint('metrics'), service),
      statementsFor: () => [awsStatement('metrics')],
    },
  ];
}

/** The functions whose variables name the queue. */
export function sendersTo({ url }: RelayQueue, service: Service): string[] {
  return functionsWith(queueVariable, url, service);
}

function functionsWith(variable: string, value: Value, { functions }: Service): string[] {
  return Object.keys(functions).filter((name) =>
    isDeepStrictEqual(functions[name]?.environment?.[variable], value),
  );
}

/** The log group that is named for a function's records, or else its own. */
function logGroupOf(name: string, service: Service): Value {
  const own = service.functions[name] ?? {};
  const { logs } = settingsOf(service, own);
  const { logGroup } = typeof logs === 'object' ? logs : {};
  const ofLambda = (own.logs ?? service.provider.logs?.lambda)?.logGroup;
  return logGroup ?? ofLambda ?? `/aws/lambda/${own.name ?? name}`;
}
