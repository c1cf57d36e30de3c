import type {
  FunctionSettings,
  Invocation,
  InvokeOptions,
  RuntimeName,
} from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';
import type { HandlerCase } from './cases.ts';
import { patiently } from './patiently.ts';
import { deploy, type Sandbox } from './sandbox.ts';
import type { Wrapper } from './wrappers.ts';

/** How long handlers work that leave work behind: an answer that waits for a flush is to come before its end. */
export const workMs: number = patiently(1_000);

/** All that the caller, the platform and the log see of a function; equal for a wrapped and a bare one. */
export interface Observation {
  readonly initError: { type: string | undefined; message: string | undefined } | undefined;
  readonly calls: readonly CallObservation[];
  /** Without stack frames, time stamps and the paths of the sandbox. */
  readonly log: readonly string[];
  readonly environments: number;
}

export interface CallObservation {
  readonly status: Invocation['status'];
  readonly mode: Invocation['mode'];
  readonly contentType: string | undefined;
  /** Of a response; an error shows in its type and message. */
  readonly payload: string | undefined;
  readonly error: readonly (string | undefined)[];
  /** The stack trace that an error brings to the caller; without line numbers in code that bundling moves. */
  readonly trace: readonly string[] | undefined;
  readonly trailers: readonly string[];
  readonly answered: 'at once' | 'after the work' | 'at the time-out';
  readonly endedBy: string;
  readonly exit: readonly (string | number | null)[];
  readonly refusedAnswers: number;
}

/** Deploys and calls a case in a sandbox of its own. */
export async function observe(
  handlerCase: HandlerCase,
  wrapper: Wrapper,
  runtime: RuntimeName,
  environment: Readonly<Record<string, string>> = {},
): Promise<Observation> {
  const sandbox = await deploy(handlerCase, wrapper);
  const seen = await observeSandbox(handlerCase, sandbox, { runtime, environment });
  // The one line more that is there on purpose: an export that is no function can't be traced.
  const log = seen.log.filter((line) => !line.includes('antifreeze: traceLambda needs a function'));
  return { ...seen, log };
}

/** Calls a case that has been deployed, and removes it. */
export async function observeSandbox(
  handlerCase: HandlerCase,
  sandbox: Sandbox,
  settings: Partial<FunctionSettings>,
  options: InvokeOptions = {},
): Promise<Observation> {
  const fn = await startFunction({
    directory: sandbox.directory,
    handler: sandbox.handler,
    timeoutMs: handlerCase.timeoutMs,
    ...settings,
    environment: {
      WORK_MS: String(workMs),
      ...settings.environment,
      ...handlerCase.environment,
    },
  });
  try {
    const calls: CallObservation[] = [];
    for (const [index, event] of handlerCase.events.entries()) {
      const invocation = await fn.invoke(event, {
        ...options,
        requestId: `request-${index + 1}`,
      });
      const end = await invocation.ended;
      await fn.frozen();
      const workDoneAt = endOfWork(fn.logs, index + 1);
      calls.push({
        ...describeCall(invocation, end, workDoneAt),
        trace: traceOf(invocation)?.map((line) => comparable(line, handlerCase, sandbox.directory)),
      });
    }
    const { initError, environmentsStarted } = fn;
    return {
      initError: initError && {
        type: initError.errorType,
        message: withoutPlace(initError.errorMessage ?? '', sandbox.directory),
      },
      calls,
      log: describeLog(fn.logs, sandbox.directory),
      environments: environmentsStarted,
    };
  } finally {
    await fn.close();
    sandbox.remove();
  }
}

function describeCall(
  invocation: Invocation,
  end: Awaited<Invocation['ended']>,
  workDoneAt: number | undefined,
): Omit<CallObservation, 'trace'> {
  const { status, mode, contentType, payload, errorType, errorMessage, trailers } = invocation;
  return {
    status,
    mode,
    contentType,
    payload: errorType === undefined || mode === 'streaming' ? payload : undefined,
    error: [errorType, errorMessage?.replace(/lambda-task-\w+/g, '')],
    trailers: Object.keys(trailers).sort(),
    answered: placeAnswer(invocation, workDoneAt),
    endedBy: end.by,
    exit: [end.exitCode, end.signal],
    refusedAnswers: end.refusedAnswers,
  };
}

function traceOf({ status, payload, trailers }: Invocation): string[] | undefined {
  if (status !== 'error') return undefined;
  const trailer = trailers['lambda-runtime-function-error-body'];
  const body = trailer ? Buffer.from(trailer, 'base64').toString() : payload;
  return (JSON.parse(body) as { trace?: string[] }).trace;
}

function comparable(line: string, { resumes, layout }: HandlerCase, directory: string): string {
  // Minifiers choose the name of the object that a function was assigned to.
  const named = layout === 'minified' ? line.replace(/\.\w+(?=\.\w+ \()/, '') : line;
  const placed = named.includes(directory)
    ? named.replaceAll(directory, '').replace(/:\d+:\d+/, '')
    : named;
  if (!resumes) return placed;
  return placed.replace(' [as handler]', '').replace('.handler (', '.<anonymous> (');
}

function placeAnswer(
  { status, times }: Invocation,
  workDoneAt: number | undefined,
): CallObservation['answered'] {
  if (status === 'timeout') return 'at the time-out';
  // Both clocks are the machine's; one is rounded to milliseconds.
  const answeredAt = times.deliveredAt + times.responseMs + 2;
  return workDoneAt !== undefined && workDoneAt <= answeredAt ? 'after the work' : 'at once';
}

interface Line {
  readonly text: string;
}

function endOfWork(logs: readonly Line[], number: number): number | undefined {
  const done = new RegExp(`work of ${number} done at (\\d+)`);
  const time = logs.map(({ text }) => done.exec(text)?.[1]).find((match) => match !== undefined);
  return time === undefined ? undefined : Number(time);
}

/** Standard output and standard error apart, because two pipes have no order between them. */
function describeLog(
  logs: readonly (Line & { readonly stream: string })[],
  directory: string,
): string[] {
  return logs
    .filter(({ text }) => !/^\s+at /.test(text))
    .map(({ stream, text }) => `${stream} ${withoutPlace(text, directory)}`)
    .sort((a, b) => Number(a.startsWith('stderr')) - Number(b.startsWith('stderr')));
}

function withoutPlace(text: string, directory: string): string {
  return text
    .replaceAll(directory, '')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/\b\d{13}\b/g, '<time>')
    .replace(/"(stack|stackTrace|trace)":\[("(\\.|[^"\\])*",?)*\]/g, '"$1":[]')
    .replace(/\r {4}at [\s\S]*$/, '')
    .replace(/^(\/\S+|file:\S+|node:\S+):\d+$/, '<place>');
}
