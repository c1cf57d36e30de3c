/** What a copy of this package that traces functions tells the others in its process: a preload is one of its own. */
export interface ProcessTracing {
  /** Whether functions are traced in the framework, and need no wrapper of their own. */
  readonly isPreloaded: boolean;
  /** The id of the Google Cloud project, as soon as it is known. */
  projectId(): string | undefined;
}

const key = Symbol.for('antifreeze.gcp');
const registry = globalThis as { [key]?: ProcessTracing };

/** The first one stays. */
export function announceTracing(tracing: ProcessTracing): void {
  registry[key] ??= tracing;
}

export function findTracing(): ProcessTracing | undefined {
  return registry[key];
}
