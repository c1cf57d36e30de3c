import type { ReadConfig } from '../../config/found-config.ts';
import type { Tracing } from './find-tracing.ts';
import type { FunctionDescription } from './function-description.ts';

/** How bad a problem is: spans or the function are lost, they may be, or it could be better. */
export type Severity = 'error' | 'warning' | 'hint';

/** What rules look at: one function that antifreeze has to do with. */
export interface Subject {
  readonly described: FunctionDescription;
  readonly tracing: Tracing;
  /** What its variables configure. */
  readonly read: ReadConfig;
  readonly account: Account;
}

/** What is known beyond one function. */
export interface Account {
  readonly functions: readonly FunctionDescription[];
  /** The version of this package. */
  readonly installedVersion: string;
  /** The newest version among the layers of all functions. */
  readonly newestLayer: string | undefined;
}

/** One thing that can be wrong with a function. */
export interface Rule {
  /** Stable: in the JSON output and the documentation. */
  readonly id: string;
  readonly severity: Severity;
  /** For the documentation: when it is found. */
  readonly meaning: string;
  /** What to do about it. */
  readonly remedy: string;
  /** Whether it also holds where variables of OpenTelemetry are all that speaks for antifreeze. */
  readonly holdsForGuesses?: true;
  /** What is wrong with this function: a sentence for each, without any value of a variable. */
  readonly find: (subject: Subject) => readonly string[];
}

/** A problem of one function. */
export interface Finding {
  readonly id: string;
  readonly severity: Severity;
  readonly message: string;
  readonly remedy: string;
}
