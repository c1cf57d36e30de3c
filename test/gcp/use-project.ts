import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { createProject, type Project } from './build-package.ts';

/** A collector, which each test finds empty and well-behaved, and a project to start processes in. */
export interface ProjectFixture {
  readonly collector: Collector;
  readonly project: Project;
}

/** Sets them up for the tests of a file. */
export function useProject(): ProjectFixture {
  let collector: Collector;
  let project: Project;
  beforeAll(async () => {
    [collector, project] = await Promise.all([startCollector(), createProject()]);
  });
  afterAll(async () => {
    project.remove();
    await collector.close();
  });
  beforeEach(() => {
    collector.clear();
    collector.behave();
  });
  return {
    get collector() {
      return collector;
    },
    get project() {
      return project;
    },
  };
}
