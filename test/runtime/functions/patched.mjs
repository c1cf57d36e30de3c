import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const { LIBRARY, LIBRARIES, ORDER } = process.env;
const require = createRequire(`${LIBRARIES}/`);
const load = async (name) => import(pathToFileURL(require.resolve(name)));

/** Each as its users have it see all requests of a process. */
const patches = {
  async xray() {
    const { default: xray } = await load('aws-xray-sdk-core');
    xray.captureHTTPsGlobal(http, true);
    xray.captureHTTPsGlobal(https, true);
  },
  async powertools() {
    const { Tracer } = await load('@aws-lambda-powertools/tracer');
    new Tracer({ serviceName: 'patched', captureHTTPsRequests: true });
  },
  async nock() {
    const { default: nock } = await load('nock');
    nock.disableNetConnect();
  },
  async msw() {
    const { setupServer } = await load('msw/node');
    setupServer().listen({ onUnhandledRequest: 'error' });
  },
};

if (ORDER === 'library first') await patches[LIBRARY]();
const { traceLambda } = await import('../../../dist/esm/index.js');
if (ORDER === 'antifreeze first') await patches[LIBRARY]();

export const handler = traceLambda(async () => 'done');
