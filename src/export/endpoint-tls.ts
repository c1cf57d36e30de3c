import type { SecureContextOptions } from 'node:tls';
import { diag } from '@opentelemetry/api';
import type { OtlpConfig } from '../config/config.ts';
import type { ReportFault } from './delivery-log.ts';

/**
 * The certificates and the key that a TLS endpoint needs. A file that can't be read, or is not of that kind, is reported, and
 * left out.
 */
export function tlsOptions(
  otlp: OtlpConfig,
  report: ReportFault = (...line) => diag.error(...line),
): SecureContextOptions {
  return {
    ...pem('ca', otlp.certificate, report),
    ...pem('key', otlp.clientKey, report),
    ...pem('cert', otlp.clientCertificate, report),
  };
}

function pem(
  option: 'ca' | 'key' | 'cert',
  path: string | undefined,
  report: ReportFault,
): SecureContextOptions {
  if (path === undefined) return {};
  try {
    const options = { [option]: process.getBuiltinModule('node:fs').readFileSync(path) };
    // Here it fails by itself; later, all that is sent would.
    process.getBuiltinModule('node:tls').createSecureContext(options);
    return options;
  } catch (error) {
    report(`antifreeze: can't read ${path}; exporting without it:`, error as Error);
    return {};
  }
}
