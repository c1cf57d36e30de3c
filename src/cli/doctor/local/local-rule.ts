import type { Finding, Severity } from '../rule.ts';
import type { Lines, LocalFunction, Project } from './project.ts';

/** One thing that can be wrong with a project. */
export interface LocalRule {
  /** Stable: in the JSON output and the documentation. */
  readonly id: string;
  readonly severity: Severity;
  /** For the documentation: when it is found. */
  readonly meaning: string;
  /** What to do about it. */
  readonly remedy: string;
  readonly find: (project: Project) => readonly LocalProblem[];
}

/** What is wrong, without any value of a variable. */
export interface LocalProblem {
  readonly message: string;
  /** Whose problem it is; undefined for one of the whole project. */
  readonly of?: LocalFunction;
  /** What to write. */
  readonly lines?: readonly Lines[];
}

/** A problem of a project or of one of its functions, with what to write. */
export interface LocalFinding extends Finding {
  readonly lines: readonly Lines[];
}
