import type { IncomingMessage, ServerResponse } from 'node:http';
import { guard } from '../support/guard.ts';
import { delayClosing } from './delay-closing.ts';
import { holdBody, type ResponseState } from './held-body.ts';
import { writtenListener } from './written-body.ts';

/** How a response was over: by `end`, or because the connection was gone before. */
type ResponseEnd = 'ended' | 'aborted';

interface ResponseWatch {
  /** Whether what would complete the response for the client is kept back. */
  readonly holds: boolean;
  /** Called once. What is kept back goes when the promise has settled. */
  over(how: ResponseEnd): Promise<void> | undefined;
}

/** Keeps responses back until their spans are out. */
export interface ResponseHolder {
  /** Watches a response for its end. To the function, it behaves as if nothing was kept back. */
  hold(request: IncomingMessage, response: ServerResponse, watch: ResponseWatch): void;
  /** Sends everything that is kept back, because the process is about to end. */
  release(): void;
  /** Closes idle connections, of which those with a response that is kept back are none until it is sent. */
  closingIdle(close: () => void): void;
}

/** Calls `send` when `wait` has settled, or the process ends. */
type SendLater = (response: ResponseState, wait: Promise<void>, send: () => void) => void;

/** Makes the one that this process needs. */
export function createResponseHolder(): ResponseHolder {
  const waiting = new Map<ResponseState, () => void>();
  let isExiting = false;

  function release(): void {
    for (const send of waiting.values()) send();
  }
  process.on('exit', () => {
    // The framework may still answer.
    isExiting = true;
    release();
  });

  const sendLater: SendLater = (response, wait, send) => {
    const sendOnce = () => {
      if (waiting.delete(response)) guard('ending a response', send);
    };
    waiting.set(response, sendOnce);
    if (isExiting) sendOnce();
    else void wait.then(sendOnce);
  };
  return {
    hold: (request, response, watch) => hold(request, response, watch, sendLater),
    release,
    closingIdle(close) {
      // Node.js goes by this alone.
      for (const response of waiting.keys()) response.finished = false;
      close();
      for (const response of waiting.keys()) {
        response.finished = true;
        response.once('finish', close);
      }
    },
  };
}

/** Patches `write` and `end`: nothing else tells of an end that is about to come. */
function hold(
  request: IncomingMessage,
  original: ServerResponse,
  { holds, over }: ResponseWatch,
  sendLater: SendLater,
): void {
  const response = original as unknown as ResponseState;
  const { write, end } = original;
  const body = holdBody(request, response, (args) => Reflect.apply(write, original, args));
  const seen = writtenListener(request);
  let isOpen = true;

  response.write = (...args: unknown[]) => {
    if (isOpen) seen?.(args);
    return holds && isOpen && isBodyPart(args[0])
      ? body.write(args)
      : Reflect.apply(write, original, args);
  };

  response.end = ((...args: unknown[]) => {
    if (!isOpen || !isEndArgument(args[0])) return Reflect.apply(end, original, args);
    seen?.(args);
    if (holds) body.freeze(args);
    isOpen = false;
    const wait = over('ended');
    if (!wait) {
      body.release();
      return Reflect.apply(end, original, args);
    }
    // Has Node.js itself treat whatever is done to the response as done after its end.
    response.finished = true;
    const letClose = delayClosing(original.socket);
    sendLater(response, wait, () => {
      response.finished = false;
      try {
        body.release();
        Reflect.apply(end, original, args);
      } finally {
        letClose();
      }
    });
    return original;
  }) as ServerResponse['end'];

  original.once('close', () => {
    if (!isOpen) return;
    isOpen = false;
    void over('aborted');
  });
}

function isBodyPart(chunk: unknown): chunk is string | Uint8Array {
  return typeof chunk === 'string' || chunk instanceof Uint8Array;
}

/** Node.js throws at anything else. */
function isEndArgument(chunk: unknown): boolean {
  return chunk === undefined || chunk === null || typeof chunk === 'function' || isBodyPart(chunk);
}
