import { get } from 'node:http';
import { trace } from '@opentelemetry/api';

const soon = { seconds: 1 };
const never = () => ({ shouldRetry: false });
const twice = (_, attempt) => ({ shouldRetry: attempt < 3, delay: soon });

/** What an execution does, by the name in its input. */
const workflows = {
  async order(_, context) {
    const price = await context.step('price', () => 42);
    await context.wait('cool-down', soon);
    const paid = await context.step('pay', () => inSpan('card', () => price));
    context.logger.info('paid');
    return { paid };
  },

  async retried(_, context) {
    return context.step(
      'charge',
      async ({ attempt }) => {
        await request();
        if (attempt < 3) throw new RangeError(`declined ${attempt}`);
        return attempt;
      },
      { retryStrategy: twice },
    );
  },

  async failing(_, context) {
    await context.step('refused', () => Promise.reject(new TypeError('no such card')), {
      retryStrategy: never,
    });
  },

  async approved(_, context) {
    const answer = await context.waitForCallback('approval', (id) => inSpan('ask', () => id));
    return answer;
  },

  async branches(_, context) {
    const results = await context.parallel('both', [
      { name: 'left', func: (branch) => branch.step('l', () => 1) },
      {
        name: 'right',
        func: async (branch) => {
          await branch.wait('rest', soon);
          return branch.step('r', () => 2);
        },
      },
    ]);
    const mapped = await context.map('all', [1, 2], (each, item) => each.step('m', () => item));
    await context.runInChildContext('child', (child) => child.step('c', () => 3));
    const done = await context.waitForCondition('ready', async (state) => state + 1, {
      initialState: 0,
      waitStrategy: (state) => ({ shouldContinue: state < 2, delay: soon }),
    });
    return [results.getResults(), mapped.getResults(), done];
  },

  async chained(_, context) {
    return context.invoke('pick', 'picker', { workflow: 'picked' });
  },

  async picked(_, context) {
    return context.step('shelf', () => 'A1');
  },

  async killed(_, context) {
    await context.step('before', () => 1);
    await context.step('deadly', async () => {
      await request();
      return 2;
    });
    await context.wait('rest', soon);
    return context.step('after', () => 3);
  },

  async many({ waits }, context) {
    for (let index = 0; index < waits; index += 1) {
      await context.step('work', () => index);
      await context.wait('rest', soon);
    }
  },
};

function inSpan(name, work) {
  return trace.getTracer('orders').startActiveSpan(name, async (span) => {
    try {
      return await work();
    } finally {
      span.end();
    }
  });
}

/** To the server that the test has. */
function request() {
  return new Promise((resolve, reject) => {
    get(process.env.UPSTREAM, (response) => response.resume().on('end', resolve)).on(
      'error',
      reject,
    );
  });
}

export const run = (input, context) => workflows[input.workflow](input, context);
