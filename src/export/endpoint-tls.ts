import type { SecureContextOptions } from 'node:tls';
import { diag } from '@opentelemetry/api';
import type { OtlpConfig } from '../config/config.ts';

/** The certificates and the key that a TLS endpoint needs. A file that can't be read is reported, and left out. */
export function tlsOptions(otlp: OtlpConfig): SecureContextOptions {
  return {
    ...pem('ca', otlp.certificate),
    ...pem('key', otlp.clientKey),
    ...pem('cert', otlp.clientCertificate),
  };
}

function pem(option: 'ca' | 'key' | 'cert', path: string | undefined): SecureContextOptions {
  if (path === undefined) return {};
  try {
    return { [option]: process.getBuiltinModule('node:fs').readFileSync(path) };
  } catch (error) {
    diag.warn(`antifreeze: can't read ${path}; exporting without it`, error);
    return {};
  }
}
