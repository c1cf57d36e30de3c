import type { SecureContextOptions } from 'node:tls';
import { diag } from '@opentelemetry/api';
import type { OtlpConfig } from '../config/config.ts';
import type { ReportFault } from './delivery-log.ts';

/** Where each file is named. */
const variables = {
  ca: 'OTEL_EXPORTER_OTLP_CERTIFICATE',
  key: 'OTEL_EXPORTER_OTLP_CLIENT_KEY',
  cert: 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
} as const;

/** What can be shown: by mistake it may be the private key itself that was set, as it is or in Base64. */
const path = /^(?:[./].{0,250}|[^-].{0,250}\.\w{1,9})$/;

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
  option: keyof typeof variables,
  file: string | undefined,
  report: ReportFault,
): SecureContextOptions {
  if (file === undefined) return {};
  try {
    const options = { [option]: process.getBuiltinModule('node:fs').readFileSync(file) };
    // Here it fails by itself; later, all that is sent would.
    process.getBuiltinModule('node:tls').createSecureContext(options);
    return options;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (path.test(file))
      report(`antifreeze: can't read ${file}; exporting without it:`, error as Error);
    else
      report(
        `antifreeze: ${variables[option]} has to name a file; exporting without it:`,
        new Error(`${code}: the value isn't shown, as it may be a key`),
      );
    return {};
  }
}
