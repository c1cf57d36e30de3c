import type { Environment } from '../../../config/read-setting.ts';

const endpointVariables = [
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'ANTIFREEZE_ENDPOINT',
];
const headerVariables = ['OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'OTEL_EXPORTER_OTLP_HEADERS'];

/** Whether variables say where spans go. */
export function namesEndpoint(variables: Environment): boolean {
  return endpointVariables.some((name) => variables[name]?.trim());
}

/** The names among references that say where spans go, and with which headers. */
export function endpointReferences(references: readonly string[]): readonly string[] {
  return references.filter((name) => [...endpointVariables, ...headerVariables].includes(name));
}
