import { readFileSync, statSync } from 'node:fs';

/** Answers for a service in Jaeger's sampling protocol. */
export type SamplingStrategies = (service: string) => object;

interface Strategy {
  readonly type?: string;
  readonly param?: number;
  readonly operation_strategies?: readonly (Strategy & { readonly operation: string })[];
}

/** The file that Jaeger itself reads. */
interface StrategyFile {
  readonly default_strategy?: Strategy;
  readonly service_strategies?: readonly (Strategy & { readonly service: string })[];
}

/**
 * What `--sample` says: a share of traces between 0 and 1, or a file of Jaeger's strategies, which is read again when it
 * changes. A file that is broken by a change goes on to count as it was. Throws where it is broken from the start.
 */
export function readStrategies(
  sample: string,
  onProblem: (problem: string) => void,
): SamplingStrategies {
  const share = Number(sample);
  if (sample.trim() !== '' && share >= 0 && share <= 1)
    return () => strategyOf({ type: 'probabilistic', param: share });
  let modified = statSync(sample).mtimeMs;
  let file = readStrategyFile(sample);
  return (service) => {
    try {
      const { mtimeMs } = statSync(sample);
      if (mtimeMs !== modified) {
        modified = mtimeMs;
        file = readStrategyFile(sample);
      }
    } catch (error) {
      onProblem(`${sample} counts as it was: ${(error as Error).message}`);
    }
    const own = file.service_strategies?.find((each) => each.service === service);
    const fallback = file.default_strategy ?? { type: 'probabilistic', param: 1 };
    return strategyOf(own ?? fallback, fallback);
  };
}

function readStrategyFile(path: string): StrategyFile {
  const file = JSON.parse(readFileSync(path, 'utf8')) as StrategyFile | null;
  const services = file?.service_strategies ?? [];
  const isStrategies = typeof file === 'object' && file !== null && Array.isArray(services);
  if (!isStrategies) throw new Error('not a file of sampling strategies');
  return file;
}

/** As Jaeger serves it: what the default strategy says of operations goes for all services. */
function strategyOf(strategy: Strategy, fallback: Strategy = strategy): object {
  const { type, param = 1, operation_strategies: own = [] } = strategy;
  const isLimited = type === 'ratelimiting';
  const shared = (fallback.operation_strategies ?? []).filter(
    ({ operation }) => !own.some((each) => each.operation === operation),
  );
  const operations = [...(isLimited ? [] : own), ...shared];
  return {
    strategyType: isLimited ? 'RATE_LIMITING' : 'PROBABILISTIC',
    ...(isLimited
      ? { rateLimitingSampling: { maxTracesPerSecond: Math.trunc(param) } }
      : { probabilisticSampling: { samplingRate: param } }),
    ...(operations.length > 0 && {
      operationSampling: {
        defaultSamplingProbability: isLimited ? (fallback.param ?? 1) : param,
        defaultLowerBoundTracesPerSecond: 0,
        perOperationStrategies: operations.map((each) => ({
          operation: each.operation,
          probabilisticSampling: { samplingRate: each.param ?? 1 },
        })),
        defaultUpperBoundTracesPerSecond: 0,
      },
    }),
  };
}

/** Answers `GET /sampling?service=...`; undefined for any other path. */
export function answerSampling(
  url: URL,
  strategies: SamplingStrategies,
): { readonly status: number; readonly body: string } | undefined {
  if (url.pathname !== '/sampling' && url.pathname !== '/api/sampling') return undefined;
  const services = url.searchParams.getAll('service');
  if (services.length !== 1) return { status: 400, body: "'service' has to be given once\n" };
  return { status: 200, body: JSON.stringify(strategies(services[0] ?? '')) };
}
