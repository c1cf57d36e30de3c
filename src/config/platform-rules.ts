import type { Config, RelayConfig } from './config.ts';

/** What depends on the platform. */
export interface PlatformRules {
  /** The relays that it has a way to. Default: those of SQS. */
  readonly relays?: readonly RelayConfig['kind'][];
  /** When spans are sent unless it is set. Default: after the response. */
  readonly flush?: Config['flush'];
  /** Whether somebody reads metrics in the log. Default `true`. */
  readonly emf?: boolean;
  /** Whether spans can be kept over several responses. Default `true`. */
  readonly batches?: boolean;
}
