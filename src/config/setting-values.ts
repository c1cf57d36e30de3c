import type { TextMapPropagator } from '@opentelemetry/api';
import type {
  CaptureConfig,
  CapturedPayloads,
  HeaderPlace,
  RedactValue,
} from './capture-config.ts';
import type {
  Config,
  OtlpConfig,
  RelayConfig,
  RemoteSampling,
  SamplerName,
  SpanLimitsConfig,
} from './config.ts';
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
    | 'otlp'
    | 'logs'
    | 'metrics'
    | 'limits'
    | 'sampler'
    | 'samplerRatio'
    | 'remoteSampling'
    | 'relay'
    | 'capture'
  > & {
    readonly exportTimeout: number;
    readonly configFile: undefined;
  };
  readonly sampling: {
    readonly sampler: SamplerName | Sampler;
    readonly samplerRatio: number;
    readonly remoteSampling: RemoteSampling | undefined;
  };
  readonly relay: {
    readonly relay: RelayConfig['kind'] | undefined;
    readonly relayQueueUrl: string | undefined;
    readonly relayTopic: string | undefined;
    readonly relayMaxMessageSize: number | undefined;
  };
  readonly otlp: OtlpConfig;
  readonly limits: SpanLimitsConfig;
  readonly capture: {
    readonly capture: CapturedPayloads;
    readonly captureLimit: number;
    readonly captureTotal: number;
    readonly redact: RedactValue | undefined;
  } & Pick<CaptureConfig, 'redactedNames' | 'redactedValues' | 'redactedHeaders'> & {
      readonly [Place in HeaderPlace]: readonly string[];
    };
  readonly parts: {
    readonly propagator: TextMapPropagator | undefined;
    readonly extractContext: ExtractContext | undefined;
    readonly idGenerator: IdGenerator | undefined;
    readonly spanProcessors: readonly SpanProcessor[];
    readonly relayClient: RelayClient | undefined;
    readonly agent: HttpAgent | undefined;
  };
}
