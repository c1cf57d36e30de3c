import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import type { SecureContextOptions } from 'node:tls';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { HttpAgent } from '../config/sdk-interfaces.ts';
import { millisecondsUntil } from '../support/deadline.ts';
import { type Exchange, type HttpResponse, longestBody } from './exchange.ts';

/** Exchanges with one URL by way of a user's agent, and so by Node.js's own client. Its requests are never traced. */
export function agentClient(url: URL, agent: HttpAgent, tls: () => SecureContextOptions): Exchange {
  return async ({ method = 'POST', headers, body = '' }, deadline) => {
    const { request } = process.getBuiltinModule(
      url.protocol === 'https:' ? 'node:https' : 'node:http',
    );
    const length = method === 'POST' && { 'content-length': Buffer.byteLength(body) };
    const options = { ...tls(), method, agent: agent as Agent, headers: { ...headers, ...length } };
    const untraced = suppressTracing(context.active());
    const sent = context.with(untraced, () => request(url, options));
    const timer = setTimeout(() => {
      setImmediate(() => sent.destroy(new Error('no answer in time')));
    }, millisecondsUntil(deadline)).unref?.();
    try {
      const response = await responseTo(context.with(untraced, () => sent.end(body)));
      return { status: 'answered', response };
    } catch (cause) {
      return { status: 'unanswered', cause: cause as Error };
    } finally {
      clearTimeout(timer);
    }
  };
}

function responseTo(request: ClientRequest): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    request.on('response', (head) => resolve(readBody(head)));
    // Once the head is there these come too late to count.
    request.on('error', reject);
    request.on('close', () => reject(new Error('the connection was closed')));
  });
}

function readBody(head: IncomingMessage): Promise<HttpResponse> {
  const { statusCode: code = 0, headers } = head;
  const fields = headers as HttpResponse['headers'];
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (cutOff?: Error) =>
      resolve({ code, headers: fields, body: Buffer.concat(chunks), cutOff });
    head.on('data', (chunk: Buffer) => {
      length += chunk.byteLength;
      if (length > longestBody) head.destroy(new Error('too long an answer'));
      else chunks.push(chunk);
    });
    head.on('end', () => settle());
    head.on('error', settle);
    head.on('close', () => settle(new Error('the answer was cut off')));
  });
}
