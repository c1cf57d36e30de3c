import type { FunctionDescription, QueueDescription } from '../function-description.ts';
import { type ParsedQueueUrl, parseQueueUrl } from '../queue-url.ts';
import { goesToAws, readVariables, signals } from '../signal-ways.ts';
import type { AwsClients, CreateClients, FunctionConfiguration } from './aws-clients.ts';
import { describeQueue } from './describe-queue.ts';
import { findVersions } from './find-versions.ts';
import { createGaps, type Gap, type Gaps } from './gaps.ts';
import { identifyLayers } from './identify-layers.ts';
import { inParallel } from './in-parallel.ts';
import { describePlainly, listFunctions } from './list-functions.ts';
import { type ExportTarget, exportTarget, mayExport } from './may-export.ts';
import { maySend } from './may-send.ts';
import { takesOtlp } from './takes-otlp.ts';

/** Calls, or downloads of code, under way at a time: fewer than AWS throttles. */
const mostAtATime = 4;

export interface DescribeOptions {
  readonly createClients: CreateClients;
  /** SHA-256 of the layer in the installed package, base64. */
  readonly installedLayer: string | undefined;
  /** Whether the code of a function is looked into. */
  readonly inspects: (name: string) => boolean;
}

/** What there is in one region, as far as the caller may see it. */
export interface RegionDescription {
  readonly region: string;
  readonly functions: readonly FunctionDescription[];
  readonly gaps: readonly Gap[];
}

/** Describes all functions of a region. Rejects with the SDK's error where they can't be listed. */
export async function describeRegion(
  asked: string | undefined,
  { createClients, installedLayer, inspects }: DescribeOptions,
): Promise<RegionDescription> {
  const clients = createClients(asked);
  const { lambda } = clients;
  const gaps = createGaps();
  const region = await lambda.config.region();
  const configurations = await listFunctions(lambda);
  const layers = await identifyLayers(configurations, { lambda, installed: installedLayer, gaps });
  const queues = await describeQueues(configurations, {
    gaps,
    clientsOf: (home = region) => (home === region ? clients : createClients(home)),
    region,
  });
  const { mayRoleSend, mayRoleExport, mayXrayTake } = rememberingPermissions(clients, region, gaps);

  const functions = await inParallel(configurations, mostAtATime, async (configuration) => {
    const plain = describePlainly(configuration, layers);
    const relayQueue = queueOf(configuration).map(({ url }) => queues.get(url))[0];
    const relays = relaysOf(plain.arn, queues);
    const read = readVariables({ ...plain, relays });
    const targets = signals.flatMap((signal) => exportTarget(signal, plain, read) ?? []);
    const answers = targets.map(
      async (target) => [target.signal, await mayRoleExport(plain.role, target)] as const,
    );
    const isInspected = plain.runtime?.startsWith('nodejs') && inspects(plain.name);
    return {
      ...plain,
      relayQueue,
      maySend: relayQueue && (await mayRoleSend(plain.role, relayQueue)),
      mayExport: Object.fromEntries(await Promise.all(answers)),
      takesOtlp: goesToAws('traces', read) ? await mayXrayTake() : undefined,
      relays,
      versionsInCode: isInspected ? await findVersions(plain.name, lambda, gaps) : undefined,
    };
  });
  return { region, functions, gaps: gaps.list() };
}

interface QueueSources {
  readonly gaps: Gaps;
  readonly region: string;
  readonly clientsOf: (region: string | undefined) => AwsClients;
}

/** The queues that variables of functions name, by URL. */
async function describeQueues(
  configurations: readonly FunctionConfiguration[],
  { gaps, region, clientsOf }: QueueSources,
): Promise<ReadonlyMap<string, QueueDescription>> {
  const parsed = configurations.flatMap(queueOf).map((queue) => [queue.url, queue] as const);
  const partition = configurations[0]?.FunctionArn?.split(':')[1] ?? 'aws';
  const described = await inParallel([...new Map(parsed).values()], mostAtATime, (queue) =>
    describeQueue(queue, clientsOf(queue.region), {
      arn: `arn:${partition}:sqs:${queue.region ?? region}:${queue.account}:${queue.name}`,
      gaps,
    }),
  );
  return new Map(described.map((queue) => [queue.url, queue]));
}

/** The queue that a function's variables name, if they name one. */
function queueOf({ Environment }: FunctionConfiguration): ParsedQueueUrl[] {
  const queue = parseQueueUrl(Environment?.Variables?.['ANTIFREEZE_RELAY_QUEUE_URL'] ?? '');
  return queue ? [queue] : [];
}

function relaysOf(
  arn: string,
  queues: ReadonlyMap<string, QueueDescription>,
): FunctionDescription['relays'] {
  return [...queues.values()].flatMap((queue) =>
    (queue.mappings ?? [])
      .filter(({ functionArn }) => functionArn === arn)
      .map((mapping) => ({ queue, mapping })),
  );
}

/** Many functions share a role, and all of them a queue and the region's X-Ray. */
function rememberingPermissions({ iam, lambda }: AwsClients, region: string, gaps: Gaps) {
  const answers = new Map<string, Promise<boolean | undefined>>();
  const remember = (key: string, ask: () => Promise<boolean | undefined>) => {
    const answer = answers.get(key) ?? ask();
    answers.set(key, answer);
    return answer;
  };
  return {
    mayRoleSend: (role: string, queue: QueueDescription) =>
      remember(`${role} ${queue.arn}`, () => maySend(role, queue, iam, gaps)),
    mayRoleExport: (role: string, target: ExportTarget) =>
      remember(`${role} ${target.signal} ${target.resource}`, () =>
        mayExport(role, target, iam, gaps),
      ),
    mayXrayTake: () => remember('xray', () => takesOtlp(lambda, region, gaps)),
  };
}
