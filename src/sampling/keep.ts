import { SpanStatusCode } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { KeepRules } from '../config/config.ts';
import type { Outcome } from '../core/outcome.ts';
import { attributePatterns } from './ignore-spans.ts';
import { invocationNames } from './invocation-names.ts';
import { namePattern } from './name-pattern.ts';

/** Why an invocation is kept whatever the sampler says. */
export type KeepReason =
  | 'timeout'
  /** Its time was nearly up. */
  | 'late'
  | 'killed'
  | 'error'
  | 'batch_failures'
  | 'cold_start'
  | 'slow'
  | 'attribute';

/** An invocation that has ended. */
export interface EndedInvocation {
  readonly root: ReadableSpan;
  /** All that were recorded, without those that are left out. */
  readonly spans: readonly ReadableSpan[];
  readonly outcome: Outcome | undefined;
}

type Rule = (ended: EndedInvocation) => boolean;

/** The first reason to keep an invocation, if there is one. The same for every invocation of its kind: all of these are kept. */
export function keepReason(rules: KeepRules): (ended: EndedInvocation) => KeepReason | undefined {
  const { errors, coldStarts, batchFailures } = rules;
  const all: [KeepReason, Rule | false][] = [
    ['timeout', keepsTimeouts(rules) && (({ outcome }) => outcome?.status === 'timed-out')],
    ['killed', keepsTimeouts(rules) && (({ outcome }) => outcome?.status === 'exited')],
    ['batch_failures', (batchFailures || errors) && hasFailedRecords],
    ['error', errors && hasFailed],
    ['slow', slowerThan(rules)],
    ['cold_start', coldStarts && (({ root }) => root.attributes['faas.coldstart'] === true)],
    ['attribute', hasAttribute(rules)],
  ];
  return (ended) => all.find(([, rule]) => rule !== false && rule(ended))?.[0];
}

/** A time-out is an error. */
export function keepsTimeouts({ timeouts, errors }: KeepRules): boolean {
  return timeouts || errors;
}

function hasFailed({ root, spans }: EndedInvocation): boolean {
  return [root, ...spans].some(({ status }) => status.code === SpanStatusCode.ERROR);
}

function hasFailedRecords({ root }: EndedInvocation): boolean {
  return Number(root.attributes['antifreeze.batch.failed_count']) > 0;
}

/** Of several names that fit, the longest counts: it says most. */
function slowerThan({ slowerThan: limits }: KeepRules): Rule | false {
  const patterns = Object.entries(limits)
    .sort(([one], [other]) => other.length - one.length)
    .map(([pattern, limit]) => [namePattern(pattern), limit] as const);
  if (patterns.length === 0) return false;
  return ({ root }) => {
    const names = invocationNames(root.name, root.attributes);
    const [, limit = Number.POSITIVE_INFINITY] = patterns.find(([fits]) => names.some(fits)) ?? [];
    return hrTimeToMilliseconds(root.duration) > limit;
  };
}

function hasAttribute({ attributes }: KeepRules): Rule {
  const patterns = attributePatterns(attributes);
  return ({ root }) => patterns.some((fits) => fits(root));
}
