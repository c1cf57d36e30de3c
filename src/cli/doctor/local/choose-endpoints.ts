import type { ReadConfig } from '../../../config/found-config.ts';
import { readConfig } from '../../../config/read-config.ts';
import type { Environment } from '../../../config/read-setting.ts';
import type { Gaps } from '../aws/gaps.ts';
import { endpointReferences, namesEndpoint } from './endpoint-names.ts';
import type { LocalFunction, Project } from './project.ts';

/** An endpoint that spans are to go to, as a function with these settings would read it. */
export interface ChosenEndpoint {
  /** What names it. */
  readonly from: string;
  readonly read: ReadConfig;
}

const what = 'whether spans arrive';

/** The endpoint that was asked for, else that of this shell's variables, else those of the project's functions. */
export function chooseEndpoints(
  { functions }: Project,
  environment: Environment,
  asked: string | undefined,
  gaps: Gaps,
): readonly ChosenEndpoint[] {
  if (asked !== undefined)
    return sendable([{ from: '--endpoint', read: readAsked(asked, environment) }], gaps);
  if (namesEndpoint(environment))
    return sendable([{ from: 'this shell', read: readConfig({}, environment) }], gaps);
  const named = functions.filter(({ variables }) => namesEndpoint(variables));
  const hidden = functions.filter(({ references }) => endpointReferences(references).length > 0);
  for (const { declaredIn, references } of hidden)
    gaps.add(
      what,
      `${declaredIn} takes ${endpointReferences(references).join(', ')} from elsewhere; set endpoint and headers in this shell, or give --endpoint`,
    );
  if (named.length === 0 && hidden.length === 0)
    gaps.add(what, 'no endpoint is named here; give one with --endpoint');
  return sendable(
    named.filter((each) => !hidden.includes(each)).map((each) => endpointOf(each, environment)),
    gaps,
  );
}

/**
 * As the function has it: of this shell, whose keys are none of the business of whatever a project names, only what is no
 * setting of ours counts.
 */
function endpointOf(
  { declaredIn, variables }: LocalFunction,
  environment: Environment,
): ChosenEndpoint {
  const others = Object.entries(environment).filter(
    ([name]) => !/^(?:OTEL|ANTIFREEZE)_/.test(name),
  );
  return {
    from: declaredIn,
    read: readConfig({}, { ...Object.fromEntries(others), ...variables }),
  };
}

/** A relay or another exporter of the environment is none of what was asked for. */
function readAsked(endpoint: string, environment: Environment): ReadConfig {
  const { ANTIFREEZE_RELAY: _, ...others } = environment;
  return readConfig({ endpoint, exporter: 'otlp' }, others);
}

/** Each endpoint once, and only where spans are posted to one. */
function sendable(chosen: readonly ChosenEndpoint[], gaps: Gaps): readonly ChosenEndpoint[] {
  const posted = chosen.filter(({ from, read }) => {
    const isOfProject = from !== '--endpoint' && from !== 'this shell';
    const takesKeys = isOfProject && read.config.otlp.auth !== undefined;
    const reason = takesKeys
      ? 'ANTIFREEZE_AUTH, for which this shell has to name the endpoint'
      : whyNot(read);
    if (reason) gaps.add(what, `${from} says ${reason}`);
    return !reason;
  });
  const keyOf = ({ read: { config } }: ChosenEndpoint) => JSON.stringify(config.otlp);
  return [...new Map(posted.map((each) => [keyOf(each), each])).values()];
}

function whyNot({ config, warnings }: ReadConfig): string | undefined {
  if (config.exporter !== 'otlp') return `OTEL_TRACES_EXPORTER=${config.exporter}`;
  if (config.relay) return `that they go through a queue: see npx antifreeze relay inspect`;
  // `endpoint aws` without a region, or what is no URL: the default would be tested in its place.
  if (warnings.some((warning) => /needs AWS_REGION/.test(warning)))
    return 'aws, for which AWS_REGION has to be set here';
  const isFaulty = warnings.some((warning) => /ENDPOINT/.test(warning));
  return isFaulty ? 'what is no endpoint' : undefined;
}
