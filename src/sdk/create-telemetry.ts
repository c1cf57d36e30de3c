import type { TracerProvider as ApiProvider, Tracer } from '@opentelemetry/api';
import { SDK_INFO } from '@opentelemetry/core';
import { type DetectedResourceAttributes, resourceFromAttributes } from '@opentelemetry/resources';
import { RandomIdGenerator } from '@opentelemetry/sdk-trace';
import type { Config } from '../config/config.ts';
import type { CustomParts } from '../config/found-config.ts';
import { RouteProcessor } from '../core/http-route.ts';
import { OpenSpansProcessor } from '../core/open-spans.ts';
import type { ExportOptions } from '../export/create-export.ts';
import type { httpClient as makeClient } from '../export/http-client.ts';
import { openSocket } from '../export/open-socket.ts';
import { type Deadline, settledBy } from '../support/deadline.ts';
import { ownTracer, schemaUrl } from '../support/own-tracer.ts';
import { product, version } from '../support/version.ts';
import { createSignals, type SignalsOfSdk } from './create-signals.ts';
import {
  HandlerResource,
  type HandlerSettings,
  samplingByHandler,
  settingsIn,
} from './handler-settings.ts';
import { PreciseStart } from './precise-start.ts';
import { createPropagator } from './propagator.ts';
import { RandomTraces } from './random-traces.ts';
import { takePropagation, takeTracers } from './register-api.ts';
import { createSampler } from './sampler.ts';

/** An OpenTelemetry SDK, set up for one process. */
export interface Sdk extends Omit<SignalsOfSdk, 'processor' | 'sampler'> {
  readonly tracer: Tracer;
  /** Makes the tracers of everybody else. */
  readonly provider: ApiProvider;
  /** What a handler with this configuration has of its own. */
  settingsOf(config: Config, parts: CustomParts): HandlerSettings;
}

/** What only some platforms have. */
export interface TelemetryOptions
  extends Pick<ExportOptions, 'createFlush' | 'report' | 'onFullBatch' | 'http'> {
  /** Where spans are kept until they are sent. */
  readonly journalFolder?: string | undefined;
  /** For what samplers ask. */
  readonly httpClient: typeof makeClient;
}

/** Joins the parts of the SDK, and makes it the process's own, so that spans made with any copy of the API land in it. */
export function createTelemetry(...args: Parameters<typeof createSdk>): Sdk {
  const [config, parts] = args;
  const sdk = createSdk(...args);
  takePropagation(createPropagator(config, parts));
  takeTracers(sdk.provider);
  return sdk;
}

/**
 * Joins the parts of an SDK that nobody else knows of. What of the `platform` is known only later is waited for by the
 * flushes.
 */
export function createSdk(
  config: Config,
  parts: CustomParts,
  platform: DetectedResourceAttributes,
  { journalFolder, http, httpClient, createFlush, report, onFullBatch }: TelemetryOptions,
  makeSignals: typeof createSignals = createSignals,
): Sdk {
  const found = resourceFromAttributes(attributesOf(platform), { schemaUrl });
  const settingsOf: Sdk['settingsOf'] = (own, ownParts) => {
    const resource = found.merge(resourceFromAttributes(userAttributes(own)));
    return { resource, sampler: createSampler(own, ownParts, resource, httpClient) };
  };
  const { resource, sampler: ownSampler } = settingsOf(config, parts);
  const { processor, sampler, flush, ...signals } = makeSignals(
    {
      config,
      resource,
      resourceIn: (context) => settingsIn(context)?.resource,
      sending: {
        product,
        relayClient: parts.relayClient,
        report,
        http: { agent: parts.agent, openSocket, ...http },
      },
      createFlush,
      journalFolder,
      onFullBatch,
    },
    samplingByHandler(ownSampler),
  );
  const provider = new RandomTraces({
    resource,
    sampler,
    spanLimits: config.limits,
    spanProcessors: [
      new HandlerResource(),
      new PreciseStart(),
      new OpenSpansProcessor(),
      new RouteProcessor(),
      ...parts.spanProcessors,
      processor,
    ],
    ...(parts.idGenerator && { idGenerator: parts.idGenerator }),
  });
  return {
    tracer: ownTracer(provider),
    provider,
    ...signals,
    settingsOf,
    async flush(deadline) {
      try {
        if (resource.asyncAttributesPending)
          await settledBy(Promise.resolve(resource.waitForAsyncAttributes?.()), deadline);
        await Promise.all([flush(deadline), ...flushAll(parts, deadline)]);
      } catch (error) {
        // The runtime would not ask for the next event.
        report?.('antifreeze: spans could not be sent:', error as Error);
      }
    },
  };
}

function flushAll({ spanProcessors }: CustomParts, deadline: Deadline): Promise<void>[] {
  return spanProcessors.map(async (processor) => {
    // A user's processor may also throw before it returns a promise.
    await settledBy((async () => processor.forceFlush())(), deadline);
  });
}

/** The most general first: what we found out beats what is so of every process. */
function attributesOf(platform: DetectedResourceAttributes): DetectedResourceAttributes {
  return {
    'service.name': 'unknown_service:node',
    'service.instance.id': randomUuid(),
    ...SDK_INFO,
    'telemetry.distro.name': 'antifreeze',
    'telemetry.distro.version': version,
    ...platform,
  };
}

/** What a user says beats all of it. */
function userAttributes({ resourceAttributes, serviceName }: Config): DetectedResourceAttributes {
  return { ...resourceAttributes, ...(serviceName && { 'service.name': serviceName }) };
}

/** A version 4 UUID from the SDK's own generator: loading node:crypto would cost a cold start milliseconds. */
function randomUuid(): string {
  const hex = new RandomIdGenerator().generateTraceId();
  const variant = '89ab'[Number.parseInt(hex.slice(16, 17), 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
