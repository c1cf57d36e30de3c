/** `GET /orders/:id`, in as many frameworks. The ones whose name ends in `Traced` have an instrumentation. */
import { createRequire } from 'node:module';
import { trace } from '@opentelemetry/api';
import { traceLambda } from 'antifreeze';

const require = createRequire(import.meta.url);

const options = {};
const order = { ok: true };
const tellRoute = (route) => trace.getActiveSpan()?.setAttribute('http.route', route);

function expressApp() {
  const express = require('express');
  const orders = express.Router();
  orders.get('/:id', (_request, response) => response.json(order));
  const app = express();
  app.use((request, response, next) => {
    response.once('finish', () => {
      if (process.env.FRAMEWORK.endsWith('Told')) tellRoute(request.baseUrl + request.route.path);
    });
    next();
  });
  app.use('/orders', orders);
  return app;
}

function fastifyApp() {
  const app = require('fastify')();
  app.register(async (scope) => scope.get('/:id', async () => order), { prefix: '/orders' });
  return app;
}

async function honoApp(...middleware) {
  const { Hono } = await import('hono');
  const { handle } = await import('hono/aws-lambda');
  const app = new Hono();
  app.use(...middleware);
  app.get('/orders/:id', (c) => c.json(order));
  return handle(app);
}

function instrumented(name) {
  const [Instrumentation] = Object.values(require(`@opentelemetry/instrumentation-${name}`)).filter(
    (exported) => /Instrumentation$/.test(exported?.name),
  );
  options.instrumentations = [new Instrumentation()];
}

const frameworks = {
  expressUntold: () => require('serverless-http')(expressApp()),
  expressTold: () => require('serverless-http')(expressApp()),
  expressTraced() {
    instrumented('express');
    return require('serverless-http')(expressApp());
  },
  serverlessExpressTraced() {
    instrumented('express');
    const handle = require('@codegenie/serverless-express')({ app: expressApp() });
    // Its callback is what Node.js 24 refuses.
    return process.version.startsWith('v22') ? handle : (event, context) => handle(event, context);
  },
  koaTraced() {
    instrumented('koa');
    const Koa = require('koa');
    const { Router } = require('@koa/router');
    const router = new Router({ prefix: '/orders' });
    router.get('/:id', (context) => {
      context.body = order;
    });
    return require('serverless-http')(new Koa().use(router.routes()));
  },
  fastify: () => require('@fastify/aws-lambda')(fastifyApp()),
  async fastifyTraced() {
    const { FastifyOtelInstrumentation } = require('@fastify/otel');
    const instrumentation = new FastifyOtelInstrumentation();
    options.instrumentations = [instrumentation];
    const app = require('fastify')();
    await app.register(instrumentation.plugin());
    app.get('/orders/:id', async () => order);
    return require('@fastify/aws-lambda')(app);
  },
  async honoTold() {
    const { routePath } = await import('hono/route');
    return honoApp(async (c, next) => {
      await next();
      tellRoute(routePath(c));
    });
  },
  async honoTraced() {
    const { httpInstrumentationMiddleware } = await import('@hono/otel');
    return honoApp(httpInstrumentationMiddleware());
  },
  async powertoolsTold() {
    const { Router } = require('@aws-lambda-powertools/event-handler/http');
    const app = new Router();
    app.use(async ({ reqCtx, next }) => {
      await next();
      // `GET /orders/:id`
      tellRoute(reqCtx.route.replace(/^\S+ /, ''));
    });
    app.get('/orders/:id', async () => order);
    return (event, context) => app.resolve(event, context);
  },
  named: () => async () => {
    trace.getActiveSpan().updateName('fetch an order');
    trace.getActiveSpan().setAttribute('http.route', '/orders/:id');
    return { statusCode: 200 };
  },
};

const framework = await frameworks[process.env.FRAMEWORK]();
export const handler = traceLambda(framework, options);
