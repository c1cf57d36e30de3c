import {
  allRead,
  type Environment,
  endInit,
  freeze,
  shutDown,
  startEnvironment,
  takeNoMore,
  thaw,
  throttle,
} from './environment.ts';
import {
  defaultInitTimeoutMs,
  defaultTimeoutMs,
  type FunctionSettings,
  functionArn,
  functionEnvironment,
} from './function-settings.ts';
import { nodeOptionsOf } from './node-options.ts';
import type { Command, ExitStatus } from './process-group.ts';
import {
  answerCaller,
  endInvocation,
  failCaller,
  invocationHeaders,
  noteDelivery,
  type RunningInvocation,
  type RuntimeError,
} from './running-invocation.ts';
import type { AnswerNext, Posting, RuntimeApiListener } from './runtime-api.ts';
import type { Runtime } from './runtimes.ts';

export interface LogLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** Epoch milliseconds when it was read. */
  readonly at: number;
}

/** Everything the platform knows of one function. */
export interface Platform {
  readonly settings: FunctionSettings;
  readonly runtime: Runtime;
  readonly temporaryDirectory: string;
  readonly logs: LogLine[];
  readonly queue: RunningInvocation[];
  readonly running: Map<string, RunningInvocation>;
  /** Requests whose body is still arriving: an exit waits for them. */
  readonly openPostings: Set<Promise<Posting>>;
  runtimeApiAddress: string;
  environment: Environment | undefined;
  environmentsStarted: number;
  lastExit: ExitStatus | undefined;
  closed: boolean;
}

/** Above it a buffered answer is refused, in bytes, as by AWS's own emulator of the Runtime API. */
const largestAnswer = 6 * 1024 * 1024 + 100;

/** How the Runtime API's requests move a function on. */
export function runtimeApiListener(platform: Platform): RuntimeApiListener {
  return {
    onNext: (answer) => takeNext(platform, answer, performance.now()),
    onRegister: (name, body) =>
      platform.environment?.extensions.register(name, body) ?? 'Extension.RegistrationClosed',
    onExtensionNext: (id) => {
      const { environment } = platform;
      if (!environment?.extensions.ask(id)) return false;
      beReady(platform, environment, performance.now());
      return true;
    },
    onPostingBegun: (posting) => {
      platform.openPostings.add(posting);
      void posting.then(() => platform.openPostings.delete(posting));
    },
    onPosting: (posting) => takePosting(platform, posting),
    onInitError: (payload) => {
      if (platform.environment) platform.environment.initError = JSON.parse(payload);
    },
  };
}

/** Puts an invocation into the queue, and starts an environment when there is none. */
export function enqueue(platform: Platform, invocation: RunningInvocation): void {
  platform.queue.push(invocation);
  if (platform.environment === undefined) openEnvironment(platform);
  deliverWhatWaits(platform);
}

/** Starts the function's runtime; the events that wait are delivered when it asks for them. */
export function openEnvironment(platform: Platform): Environment {
  const { settings, logs } = platform;
  const environment = startEnvironment(
    runtimeCommand(platform),
    settings.initTimeoutMs ?? defaultInitTimeoutMs,
    (stream, text) => logs.push({ stream, text, at: Date.now() }),
  );
  if (settings.processorShare !== undefined) void throttle(environment, settings.processorShare);
  if (settings.takesExtensions === false) environment.extensions.closeRegistration();
  platform.environment = environment;
  platform.environmentsStarted += 1;
  void environment.group.exited.then((exit) => leave(platform, environment, exit));
  return environment;
}

function runtimeCommand({
  settings,
  runtime,
  temporaryDirectory,
  runtimeApiAddress,
}: Platform): Command {
  const environment = functionEnvironment(settings, runtime, {
    runtimeApi: runtimeApiAddress,
    temporaryDirectory,
  });
  const node = [runtime.node, ...nodeOptionsOf(settings), ...runtime.args];
  const execWrapper = environment['AWS_LAMBDA_EXEC_WRAPPER'];
  const [file = runtime.node, ...args] = execWrapper ? [execWrapper, ...node] : node;
  return { file, args, directory: settings.directory, environment };
}

function isConcurrent({ settings }: Platform): boolean {
  return (settings.concurrency ?? 1) > 1;
}

function takeNext(platform: Platform, answer: AnswerNext, askedAt: number): void {
  const { environment } = platform;
  if (environment === undefined || environment.ending) return;
  environment.waiting.push(answer);
  environment.extensions.closeRegistration();
  beReady(platform, environment, askedAt);
}

/** Initialisation is over when the runtime and all extensions have asked for an event. */
function beReady(platform: Platform, environment: Environment, askedAt: number): void {
  if (environment.waiting.length === 0 || !environment.extensions.ready) return;
  endInit(environment, askedAt);
  comeToRest(platform, environment);
}

/** Ends the invocation that is answered and over, then delivers the next event or freezes. */
function comeToRest(platform: Platform, environment: Environment): void {
  const { running } = platform;
  if (isConcurrent(platform)) {
    deliverWhatWaits(platform);
    return;
  }
  if (environment.waiting.length === 0) return;
  // A runtime may ask for the next event while the end of a stream is still on its way.
  if ([...running.values()].some(({ answered }) => !answered)) return;
  for (const invocation of running.values()) finish(platform, invocation, 'runtime');
  deliverWhatWaits(platform);
  if (environment.waiting.length > 0) freeze(environment);
}

function deliverWhatWaits(platform: Platform): void {
  const { environment, queue, running, settings } = platform;
  if (environment?.initMs === undefined) return;
  while (running.size < (settings.concurrency ?? 1)) {
    const answer = environment.waiting[0];
    const invocation = queue[0];
    if (answer === undefined || invocation === undefined) return;
    environment.waiting.shift();
    queue.shift();
    deliver(platform, environment, invocation, answer);
  }
}

function deliver(
  platform: Platform,
  environment: Environment,
  invocation: RunningInvocation,
  answer: AnswerNext,
): void {
  const timeoutMs = platform.settings.timeoutMs ?? defaultTimeoutMs;
  platform.running.set(invocation.requestId, invocation);
  const headers = {
    ...invocationHeaders(invocation),
    'Lambda-Runtime-Invoked-Function-Arn': functionArn(platform.settings),
    'Lambda-Runtime-Deadline-Ms': String(Date.now() + timeoutMs),
  };
  invocation.deadlineTimer = setTimeout(() => timeOut(platform, invocation), timeoutMs);
  thaw(environment);
  noteDelivery(invocation);
  answer(headers, invocation.event);
}

function takePosting(
  platform: Platform,
  posting: Posting,
): ReturnType<RuntimeApiListener['onPosting']> {
  const invocation = platform.running.get(posting.requestId);
  if (invocation === undefined) return 'InvalidRequestID';
  if (invocation.answered) {
    invocation.refusedAnswers += 1;
    return 'InvalidStateTransition';
  }
  if (!posting.complete) {
    invocation.broken = posting;
    return 'accepted';
  }
  const refusal = refusalOf(posting);
  answerCaller(invocation, refusal ?? posting);
  if (isConcurrent(platform)) finish(platform, invocation, 'runtime');
  if (platform.environment) comeToRest(platform, platform.environment);
  return refusal ? 'RequestEntityTooLarge' : 'accepted';
}

/** What the caller gets in place of an answer that is too large. */
function refusalOf(posting: Posting): Posting | undefined {
  const size = Buffer.byteLength(posting.payload);
  if (posting.mode === 'streaming' || size <= largestAnswer) return undefined;
  const errorMessage = `Response payload size (${size} bytes) exceeded maximum allowed payload size (${largestAnswer} bytes).`;
  const payload = JSON.stringify({ errorType: 'Function.ResponseSizeTooLarge', errorMessage });
  return { ...posting, kind: 'error', payload };
}

function timeOut(platform: Platform, invocation: RunningInvocation): void {
  invocation.timedOut = true;
  if (!isConcurrent(platform)) {
    // Lambda then resets the environment, as if it shut it down.
    if (platform.environment) void shutDown(platform.environment);
    return;
  }
  // The others in the environment go on.
  failCaller(invocation, 'timeout', timeoutError(platform, invocation));
  finish(platform, invocation, 'timeout');
  deliverWhatWaits(platform);
}

function finish(
  platform: Platform,
  invocation: RunningInvocation,
  by: 'runtime' | 'exit' | 'timeout',
  exit?: ExitStatus,
): void {
  platform.running.delete(invocation.requestId);
  endInvocation(invocation, by, exit);
}

async function leave(
  platform: Platform,
  environment: Environment,
  exit: ExitStatus,
): Promise<void> {
  // What the process sent before its end may still be on its way: a request for an event would be taken for the next one's.
  takeNoMore(environment);
  await allRead();
  await Promise.all(platform.openPostings);
  platform.environment = undefined;
  platform.lastExit = exit;
  const failedInit = environment.initMs === undefined;
  endInitByExit(environment, exit);
  for (const invocation of platform.running.values()) {
    const { timedOut, requestId } = invocation;
    if (timedOut) failCaller(invocation, 'timeout', timeoutError(platform, invocation));
    else failCaller(invocation, 'exited', exitError(requestId, exit));
    finish(platform, invocation, timedOut ? 'timeout' : 'exit', exit);
  }
  if (failedInit || platform.closed) failQueue(platform, environment, exit);
  if (platform.queue.length > 0) openEnvironment(platform);
  environment.gone.resolve();
}

function endInitByExit(environment: Environment, exit: ExitStatus): void {
  clearTimeout(environment.initTimer);
  if (environment.initMs === undefined) {
    environment.initError ??= environment.initTimedOut
      ? { errorType: 'Sandbox.Timedout', errorMessage: 'Error: Initialization timed out' }
      : exitError(undefined, exit);
  }
  environment.initialised.resolve();
}

/** An invocation whose environment cannot be initialised fails with the error of the initialisation. */
function failQueue(platform: Platform, environment: Environment, exit: ExitStatus): void {
  for (const invocation of platform.queue.splice(0)) {
    noteDelivery(invocation);
    failCaller(invocation, 'exited', environment.initError ?? exitError(undefined, exit));
    endInvocation(invocation, 'exit', exit);
  }
}

function timeoutError({ settings }: Platform, { requestId }: RunningInvocation): RuntimeError {
  const seconds = ((settings.timeoutMs ?? defaultTimeoutMs) / 1_000).toFixed(2);
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
  };
}

function exitError(requestId: string | undefined, { exitCode, signal }: ExitStatus): RuntimeError {
  const how = signal === null ? `exit status ${exitCode}` : `signal: ${signal}`;
  const prefix = requestId === undefined ? '' : `RequestId: ${requestId} `;
  return {
    errorType: 'Runtime.ExitError',
    errorMessage: `${prefix}Error: Runtime exited with error: ${how}`,
  };
}
