import { TraceState } from '@opentelemetry/core';

const mostMembers = 32;

/** Whether a `tracestate` has members, not too many, and each is one that OpenTelemetry takes. */
export function isValidTraceState(value: string): boolean {
  const members = value.split(',').map((member) => member.trim());
  const present = members.filter((member) => member !== '');
  return (
    present.length > 0 &&
    present.length <= mostMembers &&
    present.every((member) => new TraceState(member).serialize() !== '')
  );
}
