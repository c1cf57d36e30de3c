import type { TracerProvider as ApiProvider, Tracer } from '@opentelemetry/api';
import { SDK_INFO } from '@opentelemetry/core';
import { type DetectedResourceAttributes, resourceFromAttributes } from '@opentelemetry/resources';
import { RandomIdGenerator, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Config } from '../config/config.ts';
import type { CustomParts } from '../config/read-config.ts';
import { RouteProcessor } from '../core/http-route.ts';
import { OpenSpansProcessor } from '../core/open-spans.ts';
import type { ExportOptions } from '../export/create-export.ts';
import { openSocket } from '../export/open-socket.ts';
import { settledBy } from '../support/deadline.ts';
import { product, version } from '../support/version.ts';
import { createSignals, type SignalsWithJournal } from './create-signals.ts';
import {
  HandlerResource,
  type HandlerSettings,
  samplingByHandler,
  settingsIn,
} from './handler-settings.ts';
import { PreciseStart } from './precise-start.ts';
import { createPropagator } from './propagator.ts';
import { takePropagation, takeTracers } from './register-api.ts';
import { createSampler } from './sampler.ts';

/** An OpenTelemetry SDK, set up for one process. */
export interface Sdk extends Omit<SignalsWithJournal, 'processor' | 'sampler'> {
  readonly tracer: Tracer;
  /** Makes the tracers of everybody else. */
  readonly provider: ApiProvider;
  /** What a handler with this configuration has of its own. */
  settingsOf(config: Config, parts: CustomParts): HandlerSettings;
}

/** What only some platforms have. */
export interface TelemetryOptions
  extends Pick<ExportOptions, 'createFlush' | 'report' | 'onFullBatch'> {
  /** Where spans are kept until they are sent. */
  readonly journalFolder?: string | undefined;
}

/**
 * Joins the parts of the SDK, and makes it the process's own, so that spans made with any copy of the API land in it.
 * What of the `platform` is known only later is waited for by the flushes.
 */
export function createTelemetry(
  config: Config,
  parts: CustomParts,
  platform: DetectedResourceAttributes,
  { journalFolder, createFlush, report, onFullBatch }: TelemetryOptions,
): Sdk {
  const found = resourceFromAttributes(attributesOf(platform));
  const settingsOf: Sdk['settingsOf'] = (own, ownParts) => ({
    resource: found.merge(resourceFromAttributes(userAttributes(own))),
    sampler: createSampler(own, ownParts),
  });
  const { resource, sampler: ownSampler } = settingsOf(config, parts);
  const { processor, sampler, flush, ...signals } = createSignals(
    {
      config,
      resource,
      resourceIn: (context) => settingsIn(context)?.resource,
      sending: {
        product,
        relayClient: parts.relayClient,
        report,
        http: { agent: parts.agent, openSocket },
      },
      createFlush,
      journalFolder,
      onFullBatch,
    },
    samplingByHandler(ownSampler),
  );
  const provider = new TracerProvider({
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
  takePropagation(createPropagator(config, parts));
  takeTracers(provider);
  return {
    tracer: provider.getTracer('antifreeze', version),
    provider,
    ...signals,
    settingsOf,
    async flush(deadline) {
      if (resource.asyncAttributesPending)
        await settledBy(Promise.resolve(resource.waitForAsyncAttributes?.()), deadline);
      const flushes = parts.spanProcessors.map((processor) =>
        // A user's processor may also throw before it returns a promise.
        settledBy((async () => processor.forceFlush())(), deadline),
      );
      await Promise.all([flush(deadline), ...flushes]);
    },
  };
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
