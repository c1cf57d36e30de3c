import { cases, type HandlerCase, title } from '../../test/runtime/cases.ts';
import { limit } from '../../test/runtime/limit.ts';
import {
  type CallObservation,
  type Observation,
  observeSandbox,
} from '../../test/runtime/observe.ts';
import { deploy } from '../deploy.ts';
import { bare } from '../of/bare.ts';
import type { Peer } from '../peer.ts';
import { type Bench, settingsFor } from '../run-function.ts';
import { bad, type Cell, good, type Suite } from './suite.ts';

/** At once, as much of the time a process waits. */
const inTurn = limit(4);
const timeoutMs = 12_000;
const tries = 3;
/** Sampled, so that nobody has a reason not to trace. */
const traceId = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const handlers = new URL('../../test/runtime/handlers/', import.meta.url);

/**
 * What of an invocation differs from the bare function: its answer, the stack trace in an error's, when the answer came,
 * how the invocation or the process ended, the log.
 */
type Difference = 'answer' | 'stack' | 'time' | 'end' | 'log';

/**
 * Each kind of handler, called as it is and traced: whatever the caller, the platform and the log see should be the same.
 * What differs is tried again, as a race may end one way or the other, and counts if no try was like one of the bare function's.
 */
export const transparency: Suite = {
  name: 'transparency',
  run: async (bench, isChosen) => {
    const here = cases.filter(
      (each) => each.runtimes.includes(bench.runtime) && isChosen(title(each)),
    );
    const cells = await Promise.all(
      here.map(async (each): Promise<[string, Cell]> => [title(each), await compare(bench, each)]),
    );
    return Object.fromEntries(cells);
  },
};

async function compare(bench: Bench, handlerCase: HandlerCase): Promise<Cell> {
  const traced: Observation[] = [];
  let differences: Difference[] = [];
  for (let number = 0; number < tries; number++) {
    const [plain] = await Promise.all([
      bareSoFar(bench, handlerCase, number + 1),
      inTurn(() => observeCase(bench, handlerCase)).then((each) => traced.push(each)),
    ]);
    differences = differencesIn(plain, traced);
    if (differences.length === 0) return good('same');
  }
  // The frames of a tracer in a stack trace harm nobody.
  return differences.join() === 'stack' ? good('stack') : bad(differences.join(', '));
}

const observed = new Map<string, Promise<Observation>[]>();

/** What has been seen of the bare function, at least so many times. It is the same for all peers. */
function bareSoFar(bench: Bench, handlerCase: HandlerCase, times: number): Promise<Observation[]> {
  const key = `${bench.runtime} ${title(handlerCase)}`;
  const known = observed.get(key) ?? [];
  observed.set(key, known);
  while (known.length < times)
    known.push(inTurn(() => observeCase({ ...bench, peer: bare }, handlerCase)));
  return Promise.all(known);
}

async function observeCase(bench: Bench, handlerCase: HandlerCase): Promise<Observation> {
  const module = new URL(`${handlerCase.file}.cjs`, handlers).pathname;
  const sandbox = await deploy(bench.peer, { module, name: handlerCase.name }, handlerCase.layout);
  const { handler, ...settings } = settingsFor(bench, sandbox.handler);
  const limited = { ...handlerCase, timeoutMs: Math.min(handlerCase.timeoutMs, timeoutMs) };
  const seen = await observeSandbox(limited, { ...sandbox, handler }, settings, { traceId });
  return { ...seen, log: withoutSpans(seen.log, bench.peer) };
}

/** Without the lines by which the work of a handler says when it was done, too, which may be after the freeze or never. */
function withoutSpans(log: readonly string[], { spanLines }: Peer): string[] {
  return log.filter((line) => !spanLines?.test(line) && !/\bwork of \d+ done at /.test(line));
}

function differencesIn(
  plain: readonly Observation[],
  traced: readonly Observation[],
): Difference[] {
  return Object.entries(aspects)
    .filter(([, aspect]) => {
      const expected = plain.map((each) => JSON.stringify(aspect(each)));
      return !traced.some((each) => expected.includes(JSON.stringify(aspect(each))));
    })
    .map(([name]) => name as Difference);
}

const aspects: Readonly<Record<Difference, (observation: Observation) => unknown>> = {
  answer: ({ initError, calls }) => [initError, calls.map(answerOf)],
  stack: ({ calls }) => calls.map(({ trace }) => trace),
  // The first answer of a process may be late for what it has to load.
  time: ({ calls }) => calls.at(-1)?.answered,
  end: ({ environments, calls }) => [
    environments,
    calls.map(({ endedBy, exit, refusedAnswers }) => [endedBy, exit, refusedAnswers]),
  ],
  log: ({ log }) => log,
};

function answerOf({ status, mode, contentType, payload, error, trailers }: CallObservation) {
  return [status, mode, contentType, payload, error, trailers];
}
