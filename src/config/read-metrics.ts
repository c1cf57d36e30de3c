import { resolveCloud } from './cloud-endpoint.ts';
import type { Config } from './config.ts';
import { readSettings, type SettingInputs } from './read-setting.ts';
import { signalDefaults } from './signal-defaults.ts';
import { signalSettings } from './signal-settings.ts';

/**
 * Where metrics are sent; undefined where they aren't. How they are made was read as the package was imported, when nobody
 * could be told of mistakes.
 */
export function readMetrics(inputs: SettingInputs, emf: boolean): Config['metrics'] {
  const { metricsExporter } = readSettings(signalSettings.metrics, signalDefaults.metrics, inputs);
  if (metricsExporter === 'emf' && !emf)
    inputs.warnings.add(
      'OTEL_METRICS_EXPORTER=emf is for CloudWatch, which does not read the log of this platform; no metrics are made',
    );
  if (metricsExporter !== 'otlp') return undefined;
  const { metricsOtlp } = signalSettings;
  const otlp = readSettings(metricsOtlp, signalDefaults.metricsOtlp, inputs);
  return Object.freeze({ otlp: resolveCloud(otlp, inputs, 'metrics') });
}
