import type { TextMapPropagator } from '@opentelemetry/api';
import type { Config, OtlpConfig, RelayConfig, SamplerName, SpanLimitsConfig } from './config.ts';
import type {
  ExtractContext,
  HttpAgent,
  IdGenerator,
  RelayClient,
  Sampler,
  SpanProcessor,
} from './sdk-interfaces.ts';

/** The values of all settings, by the group that is read together. */
export interface SettingValues {
  readonly general: Omit<
    Config,
    'otlp' | 'logs' | 'metrics' | 'limits' | 'sampler' | 'samplerRatio' | 'relay'
  > & {
    readonly exportTimeout: number;
    readonly configFile: undefined;
  };
  readonly sampling: {
    readonly sampler: SamplerName | Sampler;
    readonly samplerRatio: number;
  };
  readonly relay: {
    readonly relay: RelayConfig['kind'] | undefined;
    readonly relayQueueUrl: string | undefined;
    readonly relayTopic: string | undefined;
    readonly relayMaxMessageSize: number | undefined;
  };
  readonly otlp: OtlpConfig;
  readonly limits: SpanLimitsConfig;
  readonly parts: {
    readonly propagator: TextMapPropagator | undefined;
    readonly extractContext: ExtractContext | undefined;
    readonly idGenerator: IdGenerator | undefined;
    readonly spanProcessors: readonly SpanProcessor[];
    readonly relayClient: RelayClient | undefined;
    readonly agent: HttpAgent | undefined;
  };
}
