import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** Stands before moto, and adds what AWS does and moto doesn't: pages, throttling, refusals, downloads, and the simulation of policies. */
export interface LambdaFront {
  readonly endpoint: string;
  /** Actions that are not allowed, such as `lambda:GetFunction`. */
  readonly denied: Set<string>;
  /** Zips of functions by name, and of layers by ARN: what `Location` leads to. */
  readonly contents: Map<string, Buffer>;
  /** Roles that may send to no queue. */
  readonly mayNotSend: Set<string>;
  /** Actions that were asked for, in their order. */
  readonly actions: string[];
  stop(): Promise<void>;
}

/** Functions on one page. */
const pageSize = 5;

/** Starts on a free local port. The first listing is throttled. */
export async function startLambdaFront(moto: string): Promise<LambdaFront> {
  const denied = new Set<string>();
  const contents = new Map<string, Buffer>();
  const mayNotSend = new Set<string>();
  const actions: string[] = [];
  const server = createServer((request, response) => {
    const action = actionOf(request);
    const content = contents.get(decodeURIComponent(request.url?.split('/content/')[1] ?? ''));
    if (content) return response.end(content);
    actions.push(action);
    if (denied.has(action)) return refuse(403, 'AccessDeniedException');
    const isFirst = actions.filter((each) => each === action).length === 1;
    if (isFirst && action === 'lambda:ListFunctions')
      return refuse(429, 'TooManyRequestsException');
    if (action === 'form') return void buffer(request).then((form) => answerForm(String(form)));
    return void forward(request, moto).then(async (answer) => {
      const type = answer.headers.get('content-type') ?? 'application/json';
      response.writeHead(answer.status, { 'content-type': type });
      response.end(adapt(action, new URL(request.url ?? '', moto), await answer.text()));
    });

    /** IAM's answer to the only question that is asked here. */
    function answerForm(form: string): void {
      const role = new URLSearchParams(form).get('PolicySourceArn') ?? '';
      const decision = mayNotSend.has(role) ? 'implicitDeny' : 'allowed';
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(simulation(decision));
    }

    function refuse(status: number, name: string): void {
      response.writeHead(status, {
        'content-type': 'application/json',
        'x-amzn-errortype': name,
      });
      response.end(JSON.stringify({ message: 'No.', __type: name }));
    }
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** As Lambda would have answered. */
  function adapt(action: string, url: URL, body: string): string {
    if (action === 'lambda:ListFunctions') return page(url, body);
    if (!['lambda:GetFunction', 'lambda:GetLayerVersion'].includes(action)) return body;
    const answer = JSON.parse(body);
    const name = answer.Configuration?.FunctionName ?? answer.LayerVersionArn;
    const location = `${endpoint}/content/${encodeURIComponent(name)}`;
    return body.replace(/"Location": "[^"]*"/, `"Location": "${location}"`);
  }

  return {
    endpoint,
    denied,
    contents,
    mayNotSend,
    actions,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function actionOf({ method, url = '', headers }: IncomingMessage): string {
  const target = String(headers['x-amz-target'] ?? '');
  if (target.startsWith('AmazonSQS.')) return `sqs:${target.split('.')[1]}`;
  if (method === 'GET' && /\/functions\/?(\?|$)/.test(url)) return 'lambda:ListFunctions';
  if (method === 'GET' && /\/functions\/[^/]+$/.test(url)) return 'lambda:GetFunction';
  if (method === 'GET' && /\/layers\/.+\/versions\/\d+$/.test(url)) return 'lambda:GetLayerVersion';
  if (headers['content-type'] === 'application/x-www-form-urlencoded') return 'form';
  if (/\/event-source-mappings/.test(url)) return 'lambda:ListEventSourceMappings';
  return 'other';
}

async function forward(request: IncomingMessage, moto: string): Promise<Response> {
  const { method = 'GET', url = '', headers } = request;
  const kept = Object.entries(headers).filter(
    ([name]) => !['host', 'connection', 'content-length', 'expect'].includes(name),
  );
  const body = await buffer(request);
  return fetch(new URL(url, moto), {
    method,
    headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
    ...(body.length > 0 && { body }),
  });
}

function simulation(decision: string): string {
  return `<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
    <SimulatePrincipalPolicyResult><IsTruncated>false</IsTruncated><EvaluationResults><member>
      <EvalActionName>sqs:SendMessage</EvalActionName><EvalDecision>${decision}</EvalDecision>
    </member></EvaluationResults></SimulatePrincipalPolicyResult>
  </SimulatePrincipalPolicyResponse>`;
}

function page({ searchParams }: URL, body: string): string {
  const start = Number(searchParams.get('Marker') ?? 0);
  const { Functions } = JSON.parse(body) as { Functions: unknown[] };
  const end = start + pageSize;
  return JSON.stringify({
    Functions: Functions.slice(start, end),
    ...(end < Functions.length && { NextMarker: String(end) }),
  });
}
