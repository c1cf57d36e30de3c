/** `node --require antifreeze/gcp/register`: traces what the Functions Framework serves, without a change of its code. */
import { isDisabled } from '../config/read-config.ts';
import { instrumentFunctionsFramework } from '../gcp/instrument-functions-framework.ts';
import { announceTracing } from '../gcp/process-tracing.ts';
import { setUpGcp } from '../sdk/gcp.ts';
import { registerApi } from '../sdk/register-api.ts';
import { guard } from '../support/guard.ts';

if (!isDisabled()) guard('preloading', () => instrumentFunctionsFramework(setUp));

// By NODE_OPTIONS this file is loaded into every process there is; only one that has the framework is touched.
function setUp() {
  registerApi();
  const telemetry = setUpGcp({});
  if (telemetry) announceTracing({ isPreloaded: true, projectId: telemetry.projectId });
  return telemetry;
}
