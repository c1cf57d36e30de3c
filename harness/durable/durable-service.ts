import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { isInstalledForTests, linkPackages } from '../install-packages.ts';
import type { LambdaFunction } from '../lambda/index.ts';
import {
  type CheckpointListener,
  type Client,
  forgetGone,
  hear,
  type KnownExecution,
  newExecution,
  type OperationState,
  unheard,
} from './known-execution.ts';

/** Has AWS's SDK for durable functions, and AWS's testing package, whose checkpoint server keeps executions. */
const folder: string = fileURLToPath(new URL('.', import.meta.url));

interface DurableEvent {
  readonly DurableExecutionArn: string;
  readonly CheckpointToken: string;
  readonly InitialExecutionState: { readonly Operations: readonly OperationState[] };
  readonly durableExecutionClient: Client;
}

interface TestResult {
  getStatus(): string | undefined;
  getResult(): unknown;
  getError(): { readonly errorType?: string; readonly errorMessage?: string };
}

interface Runner {
  run(request: { readonly payload: unknown }): Promise<TestResult>;
  getOperation(name: string): Operation;
  registerDurableFunction(name: string, handler: Handler): Runner;
}

interface Operation {
  waitForData(status?: string): Promise<Operation>;
  sendCallbackSuccess(result: string): Promise<unknown>;
}

type Handler = (event: DurableEvent) => Promise<unknown>;

interface TestingPackage {
  readonly LocalDurableTestRunner: (new (parameters: {
    handlerFunction: Handler;
  }) => Runner) & {
    setupTestEnvironment(): Promise<void>;
    teardownTestEnvironment(): Promise<void>;
  };
}

interface Executions {
  /** By ARN. */
  readonly executions: Map<string, KnownExecution>;
  /** The `X-Amzn-Trace-Id` that a function's invocation was asked for with, by the function's name. */
  readonly headers: Map<string, string>;
}

export interface ExecuteOptions {
  /** Functions that others invoke, by their names. */
  readonly invoked?: Readonly<Record<string, LambdaFunction>>;
  readonly onCheckpoint?: CheckpointListener;
  /** Called as the execution has begun. */
  readonly meanwhile?: (runner: Runner) => Promise<void>;
}

/** The service that executions of durable functions are kept by, in front of AWS's checkpoint server. */
export interface DurableService {
  /** For `AWS_ENDPOINT_URL_LAMBDA`. */
  readonly url: string;
  /** Whether waits are over at once, so that an execution may have many. */
  hurry: boolean;
  /** Runs an execution to its end, in as many invocations as it takes; one that fails is repeated, as by Lambda. */
  execute(fn: LambdaFunction, payload: unknown, options?: ExecuteOptions): Promise<TestResult>;
  /** The ARN of the execution that has begun last. */
  readonly lastArn: string;
  close(): Promise<void>;
}

export function hasDurable(): boolean {
  return isInstalledForTests(folder);
}

/** Lets code in `directory` load the SDK, and this package as it is built. */
export function linkDurable(directory: string): void {
  linkPackages(folder, directory);
}

export async function startDurableService(): Promise<DurableService> {
  const require = createRequire(import.meta.url);
  const { LocalDurableTestRunner } =
    require('@aws/durable-execution-sdk-js-testing') as TestingPackage;
  await LocalDurableTestRunner.setupTestEnvironment();
  const executions: Executions = { executions: new Map(), headers: new Map() };
  const server = createServer((request, response) => {
    answer(service, executions, request).then(
      (body) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(body));
      },
      () => request.socket.destroy(),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');

  const service = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hurry: false,
    lastArn: '',
    async execute(fn: LambdaFunction, payload: unknown, given: ExecuteOptions = {}) {
      const runner = new LocalDurableTestRunner({
        handlerFunction: invoking(fn, given, executions, (arn) => {
          service.lastArn = arn;
        }),
      });
      for (const [name, other] of Object.entries(given.invoked ?? {}))
        runner.registerDurableFunction(name, invoking(other, { name }, executions));
      const [result] = await Promise.all([runner.run({ payload }), given.meanwhile?.(runner)]);
      return result;
    },
    async close() {
      await LocalDurableTestRunner.teardownTestEnvironment();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return service;
}

/** Most repetitions of an invocation that fails. */
const mostRepetitions = 10;

/** What the testing package takes for a handler: has the function invoked with what an event of Lambda's would hold. */
function invoking(
  fn: LambdaFunction,
  { onCheckpoint, name = '' }: Pick<ExecuteOptions, 'onCheckpoint'> & { readonly name?: string },
  { executions, headers }: Executions,
  onExecution: (arn: string) => void = () => {},
): Handler {
  let execution: KnownExecution | undefined;

  return async ({ durableExecutionClient: client, ...event }) => {
    const id = event.DurableExecutionArn;
    const arn = arnOf(id);
    const isFirst = execution === undefined;
    execution ??= newExecution({ id, client, headers, onCheckpoint });
    executions.set(arn, execution);
    onExecution(arn);
    let { Operations } = event.InitialExecutionState;
    let failure = '';
    for (let repetition = 0; repetition < mostRepetitions; repetition += 1) {
      execution.told = Operations;
      const given = {
        ...event,
        DurableExecutionArn: arn,
        InitialExecutionState: { Operations, NextMarker: '' },
        // The testing package leaves them out.
        UpdatedOperationIds: isFirst && repetition === 0 ? [] : unheard(execution),
      };
      const { status, payload } = await fn.invoke(given, { traceId: headers.get(name) });
      if (status === 'response') {
        hear(execution);
        return JSON.parse(payload);
      }
      failure = payload;
      await forgetGone(execution, status);
      ({ Operations } = await client.getExecutionState(event));
    }
    throw new Error(`the function fails each time: ${failure}`);
  };
}

/** The checkpoint server has an id only. */
function arnOf(id: string): string {
  return `arn:aws:lambda:eu-west-1:123456789012:function:orders:$LATEST/durable-execution/order/${id}`;
}

async function answer(
  service: { readonly hurry: boolean },
  { executions }: Executions,
  request: IncomingMessage,
): Promise<unknown> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://service');
  const [, , , encoded = '', operation] = pathname.split('/');
  const arn = decodeURIComponent(encoded);
  const execution = executions.get(arn);
  if (!execution) throw new Error(`no execution ${arn}`);
  if (operation === 'state') {
    const page = { ...Object.fromEntries(searchParams), DurableExecutionArn: execution.id };
    return inSeconds(await execution.client.getExecutionState(page));
  }
  const noted = note(service, execution, request);
  execution.asked.set(request.socket, noted);
  return noted;
}

async function note(
  { hurry }: { readonly hurry: boolean },
  execution: KnownExecution,
  request: IncomingMessage,
): Promise<unknown> {
  const checkpoint = { ...JSON.parse(await text(request)), DurableExecutionArn: execution.id };
  if (hurry) withoutDelays(checkpoint.Updates);
  noteInvoked(checkpoint.Updates, request, execution.headers);
  const index = execution.checkpoints++;
  await execution.onCheckpoint?.(index, 'asked');
  if (request.socket.destroyed) throw new Error('the function is gone');
  const answered = await execution.client.checkpoint(checkpoint);
  hear(execution, answered.NewExecutionState?.Operations);
  await execution.onCheckpoint?.(index, 'noted');
  return inSeconds(hurry ? waitingLong(answered) : answered);
}

interface Update {
  readonly Action?: string;
  readonly ChainedInvokeOptions?: { readonly FunctionName: string };
  readonly WaitOptions?: { WaitSeconds: number };
  readonly StepOptions?: { NextAttemptDelaySeconds: number };
}

/** Passes the header on, as Lambda does where a function is invoked. */
function noteInvoked(
  updates: readonly Update[] = [],
  request: IncomingMessage,
  headers: Map<string, string>,
): void {
  for (const { ChainedInvokeOptions: invoke } of updates)
    if (invoke) headers.set(invoke.FunctionName, String(request.headers['x-amzn-trace-id']));
}

function withoutDelays(updates: readonly Update[] = []): void {
  for (const { WaitOptions, StepOptions } of updates) {
    if (WaitOptions) WaitOptions.WaitSeconds = 0;
    if (StepOptions) StepOptions.NextAttemptDelaySeconds = 0;
  }
}

/** So that an invocation doesn't stay for the end of a wait, but is followed by another. */
function waitingLong(answer: Awaited<ReturnType<Client['checkpoint']>>): object {
  const Operations = answer.NewExecutionState?.Operations?.map((operation) =>
    'WaitDetails' in operation && operation.Status === 'STARTED'
      ? { ...operation, WaitDetails: { ScheduledEndTimestamp: new Date(Date.now() + 86_400_000) } }
      : operation,
  );
  return { ...answer, NewExecutionState: { Operations } };
}

/** As the protocol has times. */
function inSeconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1_000;
  if (Array.isArray(value)) return value.map(inSeconds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inSeconds(each)]));
}
