import { type Attributes, SpanKind } from '@opentelemetry/api';
import type { ContextFields } from '../../propagation/context-fields.ts';
import { crossesLimit } from '../../propagation/message-size.ts';
import { brokerName } from '../../support/broker-name.ts';
import type { AwsService, CallDescription } from './aws-service.ts';
import { type EntryFailures, failedEntries } from './failed-entries.ts';
import { attributesOf, objects } from './read-input.ts';
import type { AwsInput } from './smithy.ts';

/** A service that messages are sent to. */
export interface MessageService {
  readonly name: string;
  /** `messaging.system`. */
  readonly system: string;
  /** Operations that send, with the member that has the messages; empty where the input is the message. */
  readonly sends: Readonly<Record<string, string>>;
  destination(input: AwsInput): string | undefined;
  attributes?(input: AwsInput): Attributes;
  /** Where the output of a batch has what was refused of it. */
  readonly failures?: EntryFailures;
  /** Absent where messages can't carry context. */
  carrier?(fields: ContextFields): MessageCarrier;
}

/** How one kind of message takes context in. */
export interface MessageCarrier {
  /** A copy with the context, or undefined where it can't have one. */
  add(message: AwsInput): AwsInput | undefined;
  /** In bytes, as the service counts. */
  size(message: AwsInput): number;
  /** The service's limits, in bytes, for each message and for all of a call together. */
  readonly limits?: readonly number[];
}

type SendingService = AwsService & Required<Pick<AwsService, 'describe' | 'inject' | 'result'>>;

/**
 * What services for messages have in common: the span for sending is their producer's, as it is our context that the
 * messages carry, each of a batch as far as there is room.
 */
export function messageService(service: MessageService): SendingService {
  const { name, system, sends } = service;
  return {
    name,
    describe({ operation, input }) {
      const batch = sends[operation];
      const attributes = service.attributes?.(input) ?? {};
      if (batch === undefined) return { attributes };
      const messages = batch ? objects(input, batch) : undefined;
      const destination = service.destination(input);
      return {
        ...messaging('send', system, destination, attributes, messages),
        kind: SpanKind.PRODUCER,
      };
    },
    inject({ operation, input }, fields) {
      const batch = sends[operation];
      const carrier = batch === undefined ? undefined : service.carrier?.(fields);
      return carrier && carryInInput(input, batch, carrier);
    },
    result(_call, output) {
      const { attributes, errorType } = failedEntries(output, service.failures);
      const id = attributesOf(output, 'messaging.message.', { id: 'MessageId' });
      return { attributes: { ...id, ...attributes }, errorType };
    },
  };
}

/** A span of the messaging conventions. `batch` are the messages of an operation that takes several. */
export function messaging(
  type: 'send' | 'receive' | 'settle',
  system: string,
  destination: string | undefined,
  attributes: Attributes,
  batch?: readonly unknown[],
): CallDescription {
  return {
    name: destination && `${type} ${destination}`,
    attributes: {
      'messaging.system': system,
      'messaging.operation.type': type,
      'messaging.operation.name': type,
      ...(destination && {
        'messaging.destination.name': destination,
        'service.peer.name': brokerName(system, destination),
      }),
      ...(batch && { 'messaging.batch.message_count': batch.length }),
      ...attributes,
    },
  };
}

/** The input with context in the messages of its member `batch`, or in itself where it is the only message. */
export function carryInInput(
  input: AwsInput,
  batch: string | undefined,
  carrier: MessageCarrier,
): AwsInput | undefined {
  if (!batch) return carryContext([input], carrier)?.[0];
  const messages = input[batch];
  const carrying = Array.isArray(messages) ? carryContext(messages, carrier) : undefined;
  return carrying && { ...input, [batch]: carrying };
}

/** The messages, with context in those where it fits. Undefined where it fits in none. */
function carryContext(
  messages: readonly AwsInput[],
  { add, size, limits }: MessageCarrier,
): AwsInput[] | undefined {
  let total = messages.reduce((sum, message) => sum + size(message ?? {}), 0);
  let changed = false;
  const carrying = messages.map((message) => {
    const copy = message && add(message);
    if (!copy) return message;
    const [before, after] = [size(message), size(copy)];
    const grown = total - before + after;
    if (crossesLimit(before, after, limits) || crossesLimit(total, grown, limits)) return message;
    total = grown;
    changed = true;
    return copy;
  });
  return changed ? carrying : undefined;
}
