import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** PEM files of one self-signed certificate. */
interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

/** Certificates for one collector and its clients, in a folder that `remove` deletes. */
export interface Certificates {
  readonly server: CertificateFiles;
  readonly client: CertificateFiles;
  remove(): void;
}

/** Makes fresh self-signed certificates with the `openssl` command: for 127.0.0.1 and localhost, and for one client. */
export function createCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'collector-certificates-'));
  return {
    server: selfSigned(folder, 'server'),
    client: selfSigned(folder, 'client'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What a TLS server needs, read from the files. */
export function tlsOptions(certificates: Certificates, requireClientCertificate: boolean) {
  return {
    cert: readFileSync(certificates.server.certificate),
    key: readFileSync(certificates.server.key),
    ca: readFileSync(certificates.client.certificate),
    requestCert: requireClientCertificate,
    rejectUnauthorized: requireClientCertificate,
  };
}

function selfSigned(folder: string, name: string): CertificateFiles {
  const certificate = join(folder, `${name}.crt`);
  const key = join(folder, `${name}.key`);
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  const output = ['-nodes', '-days', '2', '-keyout', key, '-out', certificate];
  execFileSync('openssl', [...request, ...subject, ...output], { stdio: 'pipe' });
  return { certificate, key };
}
