/** What Jaeger wants a service to keep. */
export type Strategy =
  | { readonly kind: 'probabilistic'; readonly rate: number }
  | { readonly kind: 'rate-limiting'; readonly perSecond: number }
  | OperationStrategy;

/** Rates by the name of the root span. */
export interface OperationStrategy {
  readonly kind: 'operations';
  readonly defaultRate: number;
  /** Traces of each operation that are kept in any case, a second. */
  readonly lowerBound: number;
  readonly rates: ReadonlyMap<string, number>;
}

/** The answer as Jaeger serves it; what has no value may be missing. */
interface Answer {
  readonly strategyType?: string | number;
  readonly probabilisticSampling?: Rate | null;
  readonly rateLimitingSampling?: { readonly maxTracesPerSecond?: number } | null;
  readonly operationSampling?: {
    readonly defaultSamplingProbability?: number;
    readonly defaultLowerBoundTracesPerSecond?: number;
    readonly perOperationStrategies?: readonly {
      readonly operation?: string;
      readonly probabilisticSampling?: Rate;
    }[];
  } | null;
}

interface Rate {
  readonly samplingRate?: number;
}

/**
 * Reads an answer of Jaeger's sampling endpoint. Throws where it is none. A service whose rate is limited may be told of
 * operations as well, as those of the default strategy are merged into all: there the type tells what counts.
 */
export function readStrategy(text: string): Strategy {
  const answer = Object(JSON.parse(text)) as Answer;
  const { operationSampling, probabilisticSampling, rateLimitingSampling } = answer;
  const isLimited = answer.strategyType === 'RATE_LIMITING' || answer.strategyType === 1;
  if (rateLimitingSampling && (isLimited || !(operationSampling || probabilisticSampling)))
    return {
      kind: 'rate-limiting',
      perSecond: number(rateLimitingSampling.maxTracesPerSecond, Number.MAX_VALUE),
    };
  if (operationSampling) return readOperations(operationSampling);
  if (!probabilisticSampling) throw new Error('not a sampling strategy');
  return { kind: 'probabilistic', rate: number(probabilisticSampling.samplingRate) };
}

function readOperations(given: NonNullable<Answer['operationSampling']>): OperationStrategy {
  const rates = (given.perOperationStrategies ?? []).map(
    ({ operation = '', probabilisticSampling }) =>
      [operation, number(probabilisticSampling?.samplingRate)] as const,
  );
  return {
    kind: 'operations',
    defaultRate: number(given.defaultSamplingProbability),
    lowerBound: number(given.defaultLowerBoundTracesPerSecond, Number.MAX_VALUE),
    rates: new Map(rates),
  };
}

function number(given: unknown = 0, most = 1): number {
  if (typeof given !== 'number' || !(given >= 0 && given <= most))
    throw new Error('a rate is no number');
  return given;
}
