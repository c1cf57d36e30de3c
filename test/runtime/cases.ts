import type { RuntimeName } from '../../harness/lambda/index.ts';
import { patiently } from './patiently.ts';

/** How the handler gets into the deployed folder. */
export type Layout =
  | 'cjs'
  | 'mjs'
  | 'mjs-default'
  | 'nested'
  | 'sub-folder'
  | 'bundled-cjs'
  | 'bundled-mjs'
  | 'minified'
  | 'streamified-outside';

/** One kind of handler: an export of a file in `handlers/`. */
export interface HandlerCase {
  readonly file: string;
  readonly name: string;
  readonly layout: Layout;
  /** The events, one after the other in one sandbox. */
  readonly events: readonly unknown[];
  readonly timeoutMs: number;
  readonly runtimes: readonly RuntimeName[];
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it throws after it has been resumed: V8 then doesn't see that the runtime holds the proxy of it. */
  readonly resumes?: true;
  /** What is special about it, when neither its name nor its layout says so. */
  readonly note?: string;
}

export function title({ file, name, layout, note }: HandlerCase): string {
  const special = [layout === 'cjs' ? undefined : layout, note].filter(Boolean).join(', ');
  return special ? `${file} ${name} (${special})` : `${file} ${name}`;
}

const plain: Omit<HandlerCase, 'file' | 'name'> = {
  layout: 'cjs',
  events: [{ number: 1 }, { number: 2 }],
  timeoutMs: 20_000,
  runtimes: ['nodejs22.x', 'nodejs24.x'],
  environment: {},
};

/** One call is enough where each of them costs a whole time-out. */
const endsAtTimeout: Partial<HandlerCase> = {
  events: [{ number: 1 }],
  timeoutMs: patiently(1_000),
};
const noExecutionEnv: Partial<HandlerCase> = {
  environment: { AWS_EXECUTION_ENV: '' },
  note: 'no execution environment named',
};
/** The runtime client without its native part, whose `next` is out of reach for a wrapper. */
const alternativeClient: Partial<HandlerCase> = {
  environment: { AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1: 'true' },
  note: 'alternative client',
};
/** As most bundles are deployed, with stack traces that name the sources. */
const minified: Partial<HandlerCase> = {
  layout: 'minified',
  environment: { NODE_OPTIONS: '--enable-source-maps' },
};
const callbackRuntime: Partial<HandlerCase> = { runtimes: ['nodejs22.x'] };

/** Every kind of handler that must behave as if it weren't wrapped. */
export const cases: readonly HandlerCase[] = [
  ...from(
    'promises',
    'object undefined null string date errorAsResult afterWork leavesWork leavesInterval',
  ),
  ...from('promises', 'thenable thenableRejects thenableThrows query queryFails'),
  ...from('promises', 'rejectsAfterWork', { resumes: true }),
  ...from('promises', 'syncReturn syncReturnLeavesWork syncNothing'),
  ...from('promises', 'syncThrow syncThrowString syncThrowUndefined'),
  ...from('promises', 'rejects rejectsSubclass rejectsWithCause rejectsString'),
  ...from('promises', 'rejectsUndefined rejectsNull rejectsNumber rejectsObject rejectsFrozen'),
  ...from('promises', 'rejectsWithoutStack rejectsHostile neverSettles neverSettlesWithWork'),
  ...from('promises', 'bigint circular toJsonThrows function'),
  ...from('promises', 'countsArguments contextKeys thisType remainingTime writesLogs'),
  ...from('promises', 'mutatesEvent countsCalls'),
  ...from('promises', 'object', { events: [null, 'text', 0, [], {}], note: 'odd events' }),
  ...from('promises', 'object syncThrow', noExecutionEnv),
  ...from('promises', 'object', {
    environment: { AWS_LAMBDA_LOG_FORMAT: 'JSON' },
    note: 'JSON logs',
  }),
  ...from('promises', 'object rejects leavesWork neverSettles', alternativeClient),
  ...from('streams', 'plain', alternativeClient),
  ...from('streams', 'throwsAfterFirst', { ...alternativeClient, resumes: true }),

  ...from(
    'callbacks',
    'result nothing later error errorString errorFalse errorUndefined unserialisable',
    callbackRuntime,
  ),
  ...from('callbacks', 'twice errorAfterResult throwAfterResult', callbackRuntime),
  ...from(
    'callbacks',
    'withWork errorWithWork withWorkNotWaiting notWaitingSetLate',
    callbackRuntime,
  ),
  ...from('callbacks', 'withInterval', { ...callbackRuntime, ...endsAtTimeout }),
  ...from('callbacks', 'withIntervalNotWaiting neverCalls syncReturn syncThrow', callbackRuntime),
  ...from('callbacks', 'withPromise promiseFirst promiseNeverSettles', callbackRuntime),
  ...from('callbacks', 'succeedThenCallback', callbackRuntime),
  ...from('callbacks', 'result', { ...callbackRuntime, ...noExecutionEnv }),
  ...from('callbacks', 'result', { runtimes: ['nodejs24.x'] }),
  // Node.js 24 has no such methods: there they end the process, before the freeze or after it.
  ...from('callbacks', 'succeedLater failLater', callbackRuntime),
  ...from('callbacks', 'restArguments succeed succeedWithWork succeedTwice'),
  ...from('callbacks', 'fail failNothing done doneError succeedInPromise'),

  ...from('streams', 'plain inParts defaultType pipeline large prelude highWaterMark writesObject'),
  ...from('streams', 'empty returnsValue leavesWork'),
  ...from('streams', 'throwsAfterFirst', { resumes: true }),
  ...from('streams', 'throwsFirst throwsString throwsUndefined throwsSync'),
  ...from('streams', 'notAsync lateContentType exits countsArguments contextKeys responseKeys'),
  ...from('streams', 'neverEnds', endsAtTimeout),
  ...from('streams', 'unmarked', { layout: 'streamified-outside' }),

  ...from('endings', 'unhandledRejection unhandledRejectionString uncaughtException'),
  ...from('endings', 'ownUncaughtListener exitsWell exitsBadly exitsLater exitCode killsItself'),
  ...from('endings', 'timesOut timesOutSync blocks', endsAtTimeout),
  ...from('endings', 'unrefdTimer'),

  ...from('throws-at-load', 'handler'),
  ...from('throws-string-at-load', 'handler'),
  ...from('lacks-a-module', 'handler'),
  ...from('exits-at-load', 'handler'),
  ...from('rejects-after-load', 'handler'),
  ...from('odd-exports', 'text object null missing class bound proxy withProperties'),

  ...from('promises', 'object rejects', { layout: 'nested' }),
  ...from('promises', 'object rejects', { layout: 'sub-folder' }),
  ...from('promises', 'object rejects neverSettles', { layout: 'mjs' }),
  ...from('promises', 'object', { layout: 'mjs-default' }),
  ...from('callbacks', 'withWork', { layout: 'mjs', ...callbackRuntime }),
  ...from('streams', 'plain', { layout: 'mjs' }),
  ...from('streams', 'throwsAfterFirst', { layout: 'mjs', resumes: true }),
  ...from('throws-at-load', 'handler', { layout: 'mjs' }),
  ...from('promises', 'object rejects', { layout: 'bundled-cjs' }),
  ...from('callbacks', 'withWork', { layout: 'bundled-cjs', ...callbackRuntime }),
  ...from('streams', 'plain', { layout: 'bundled-cjs' }),
  ...from('throws-at-load', 'handler', { layout: 'bundled-cjs' }),
  ...from('promises', 'object rejects', { layout: 'bundled-mjs' }),
  ...from('streams', 'plain', { layout: 'bundled-mjs' }),
  ...from('promises', 'object rejects syncThrow thenableThrows circular', minified),
  ...from('callbacks', 'error errorString unserialisable syncThrow', {
    ...minified,
    ...callbackRuntime,
  }),
  ...from('streams', 'plain throwsFirst throwsSync', minified),
];

function from(
  file: string,
  names: string,
  special: Partial<Omit<HandlerCase, 'file' | 'name'>> = {},
): HandlerCase[] {
  return names.split(' ').map((name) => ({ ...plain, ...special, file, name }));
}
