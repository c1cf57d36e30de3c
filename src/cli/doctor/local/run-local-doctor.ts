import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Environment } from '../../../config/read-setting.ts';
import { tellUsage } from '../../tell-usage.ts';
import { createGaps } from '../aws/gaps.ts';
import { findDestination } from '../find-destination.ts';
import { exitCodeFor } from '../report.ts';
import type { Layout } from '../text-layout.ts';
import { type ChosenEndpoint, chooseEndpoints } from './choose-endpoints.ts';
import { describeProject } from './describe-project.ts';
import { diagnoseProject } from './diagnose-project.ts';
import { judgeDelivery } from './judge-delivery.ts';
import { localUsage, readLocalCommand } from './local-arguments.ts';
import { type DeliveryReport, findingsOf, type LocalReport } from './local-report.ts';
import { projectFiles } from './project-files.ts';
import { renderLocal } from './render-local.ts';
import { renderLocalJson } from './render-local-json.ts';
import { sendTestSpan } from './send-test-span.ts';

/** What `antifreeze doctor --local` needs of the world. */
export interface LocalDoctorEnvironment {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  readonly layout: Layout;
  readonly variables: Environment;
}

/** Runs `antifreeze doctor --local`. Gives the exit code; never rejects. */
export async function runLocalDoctor(
  args: readonly string[],
  { out, error, layout, variables }: LocalDoctorEnvironment,
): Promise<number> {
  const read = readLocalCommand(args);
  if (read.status === 'usage') return tellUsage(localUsage, read.problem, { out, error });
  const { path, endpoint, sends, json, failOn } = read.command;
  const folder = resolve(path);
  const problem = problemWith(folder, path);
  if (problem) {
    error(`${problem}\n`);
    return 2;
  }
  const gaps = createGaps();
  const project = describeProject(projectFiles(folder, gaps));
  const chosen = sends ? chooseEndpoints(project, variables, endpoint, gaps) : [];
  const report: LocalReport = {
    diagnosis: diagnoseProject(project),
    deliveries: await Promise.all(chosen.map(deliver)),
    gaps: gaps.list(),
  };
  out(json ? renderLocalJson(report) : renderLocal(report, layout));
  // What was asked for could not be done.
  if (sends && endpoint !== undefined && chosen.length === 0) return 2;
  return exitCodeFor(findingsOf(report), failOn);
}

function problemWith(folder: string, path: string): string | undefined {
  try {
    readdirSync(folder);
    return undefined;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return /^ENO(?:ENT|TDIR)$/.test(code)
      ? `There is no folder ${path}.`
      : `The folder ${path} can't be read: ${code}.`;
  }
}

async function deliver(chosen: ChosenEndpoint): Promise<DeliveryReport> {
  const { from, read } = chosen;
  const delivery = await sendTestSpan(read.config.otlp);
  return {
    from,
    destination: findDestination(read),
    traceId: delivery.status === 'arrived' ? delivery.traceId : undefined,
    findings: judgeDelivery(chosen, delivery),
  };
}
