import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { promisify } from 'node:util';
import { freePort } from '../../harness/free-port.ts';

const run = promisify(execFile);

/** A running Pub/Sub emulator, which is Google's own. */
export interface PubSubEmulator {
  /** What `PUBSUB_EMULATOR_HOST` wants. */
  readonly host: string;
  /** Calls one method of the REST API, `PUT` for what is to be made. */
  call<Output = unknown>(method: 'PUT' | 'POST', path: string, input?: object): Promise<Output>;
  /** Makes a topic of the project `shop`. Gives its full name. */
  createTopic(name: string): Promise<string>;
  /** Makes a subscription to a topic, as REST takes it. */
  subscribe(name: string, topic: string, options?: object): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts the emulator of the Google Cloud CLI on a free local port. Where it isn't installed, that is an error on CI;
 * elsewhere it is said on standard error, and undefined is returned.
 */
export async function startPubSubEmulator(): Promise<PubSubEmulator | undefined> {
  let jar: string;
  try {
    jar = await findEmulator();
  } catch (error) {
    const message = `the Pub/Sub emulator can't be run, which takes Java and the Google Cloud CLI with its component pubsub-emulator: ${error}`;
    if (process.env['CI']) throw new Error(message, { cause: error });
    console.error(`\n*** SKIPPED: ${message} ***\n`);
    return undefined;
  }
  return serve(jar);
}

async function findEmulator(): Promise<string> {
  await run('java', ['-version']);
  const { stdout } = await run('gcloud', ['info', '--format=value(installation.sdk_root)']);
  const [jar] = globSync(`${stdout.trim()}/platform/pubsub-emulator/lib/*.jar`);
  if (!jar) throw new Error(`${stdout.trim()} has no component pubsub-emulator`);
  return jar;
}

/** Not by gcloud, which leaves the emulator running when it is ended. */
async function serve(jar: string): Promise<PubSubEmulator> {
  const port = await freePort();
  const server = spawn('java', ['-jar', jar, '--host=127.0.0.1', `--port=${port}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = () => server.kill('SIGKILL');
  process.once('exit', kill);
  const ended = once(server, 'exit');
  let log = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const host = `127.0.0.1:${port}`;
  const call = async <Output>(method: string, path: string, input: object = {}) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(input);
    const response = await fetch(`http://${host}/v1/${path}`, { method, headers, body });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()) as Output;
  };
  const deadline = Date.now() + 60_000;
  while (!log.includes(`listening on ${port}`)) {
    if (server.exitCode !== null || Date.now() > deadline)
      throw new Error(`the Pub/Sub emulator has not started:\n${log}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    host,
    call,
    createTopic: async (name) => {
      const topic = `projects/shop/topics/${name}`;
      await call('PUT', topic);
      return topic;
    },
    subscribe: async (name, topic, options) => {
      const subscription = `projects/shop/subscriptions/${name}`;
      await call('PUT', subscription, { topic, ...options });
      return subscription;
    },
    stop: async () => {
      process.off('exit', kill);
      kill();
      await ended;
    },
  };
}
