/** For the nodejs24.x runtime, which imports handlers: OpenTelemetry's instrumentation sees an import only through this hook. */
import { register } from 'node:module';

register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
