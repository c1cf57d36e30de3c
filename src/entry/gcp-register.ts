/**
 * `node --require antifreeze/gcp/register`: traces what the Functions Framework serves, or what a Cloud Run service or
 * job does without it, without a change of its code.
 */
import { type GcpEnvironment, readGcpEnvironment } from '../config/gcp-environment.ts';
import { isDisabled } from '../config/read-config.ts';
import { instrumentFunctionsFramework } from '../gcp/instrument-functions-framework.ts';
import { announceTracing } from '../gcp/process-tracing.ts';
import { traceServers } from '../gcp/trace-servers.ts';
import { createGcpSetUp } from '../sdk/gcp.ts';
import { registerApi } from '../sdk/register-api.ts';
import { createGcpMetering } from '../signals/metrics/metering.ts';
import { guard } from '../support/guard.ts';
import { once } from '../support/once.ts';

if (!isDisabled()) guard('preloading', preload);

// By NODE_OPTIONS this file is loaded into every process there is; elsewhere only one that has the framework is touched.
function preload(): void {
  const setUpOnce = once(setUp);
  const isServingFunction = instrumentFunctionsFramework(setUpOnce);
  const tracing = isCloudRun(readGcpEnvironment()) ? setUpOnce() : undefined;
  // A function has a root span of its own.
  if (tracing) traceServers(() => (isServingFunction() ? undefined : tracing));
}

/** Where there is a target, a function is what the container is for. */
function isCloudRun({ service, job, functionTarget }: GcpEnvironment): boolean {
  return (service !== undefined || job !== undefined) && functionTarget === undefined;
}

function setUp() {
  registerApi(createGcpMetering);
  const telemetry = createGcpSetUp()({});
  if (telemetry) announceTracing({ isPreloaded: true, projectId: telemetry.projectId });
  return telemetry;
}
