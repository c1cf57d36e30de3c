import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tellUsage } from '../tell-usage.ts';
import type { CreateClients } from './aws/aws-clients.ts';
import { describeRegion, type RegionDescription } from './aws/describe-region.ts';
import { reasonOf } from './aws/gaps.ts';
import { diagnose } from './diagnose.ts';
import {
  type DoctorCommand,
  doctorUsage,
  isChosen,
  readDoctorCommand,
} from './doctor-arguments.ts';
import { renderJson } from './render-json.ts';
import { renderTable } from './render-table.ts';
import { exitCodeOf, type Report } from './report.ts';
import type { Layout } from './text-layout.ts';

/** What the doctor needs of the world. */
export interface DoctorEnvironment {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  readonly layout: Layout;
  /** The zip of the layer in this package. */
  readonly layerZip: URL;
  /** Undefined where there is no SDK. */
  loadClients(profile: string | undefined): Promise<CreateClients | undefined>;
}

/** Runs `antifreeze doctor` with the arguments after that. Gives the exit code; never rejects. */
export async function runDoctor(
  args: readonly string[],
  environment: DoctorEnvironment,
): Promise<number> {
  const { out, error } = environment;
  const read = readDoctorCommand(args);
  if (read.status === 'usage') return tellUsage(doctorUsage, read.problem, { out, error });
  const createClients = await environment.loadClients(read.command.profile);
  if (createClients) return examine(read.command, createClients, environment);
  error(
    '@aws-sdk/client-lambda is not installed here: npm install --save-dev @aws-sdk/client-lambda\n',
  );
  return 2;
}

async function examine(
  command: DoctorCommand,
  createClients: CreateClients,
  environment: DoctorEnvironment,
): Promise<number> {
  const { out, error, layout } = environment;
  const { regions, isComplete } = await describeRegions(command, createClients, environment);
  const report = reportOn(regions, command);
  if (regions.length > 0)
    out(command.json ? renderJson(report, command.all) : renderTable(report, command.all, layout));
  if (!isComplete) return 2;
  if (command.patterns.length === 0 || hasFunctions(report))
    return exitCodeOf(report, command.failOn);
  error('No function has such a name.\n');
  return 2;
}

function hasFunctions({ regions }: Report): boolean {
  return regions.some(({ diagnoses }) => diagnoses.length > 0);
}

async function describeRegions(
  command: DoctorCommand,
  createClients: CreateClients,
  { error, layerZip }: DoctorEnvironment,
): Promise<{ readonly regions: RegionDescription[]; readonly isComplete: boolean }> {
  const installedLayer = digestOf(layerZip);
  const inspects = (name: string) => command.inspectCode && isChosen(name, command);
  const described: RegionDescription[] = [];
  const asked = command.regions.length > 0 ? command.regions : [undefined];
  for (const region of asked) {
    try {
      described.push(await describeRegion(region, { createClients, installedLayer, inspects }));
    } catch (problem) {
      error(`${explain(problem, region)}\n`);
    }
  }
  return { regions: described, isComplete: described.length === asked.length };
}

/** Rules look at all functions; only those that were asked for are told about. */
function reportOn(regions: readonly RegionDescription[], command: DoctorCommand): Report {
  const diagnoses = diagnose(regions.flatMap(({ functions }) => functions));
  return {
    regions: regions.map(({ region, functions, gaps }) => ({
      region,
      gaps,
      diagnoses: diagnoses.filter(
        ({ described }) => functions.includes(described) && isChosen(described.name, command),
      ),
    })),
  };
}

function explain(problem: unknown, region: string | undefined): string {
  const { message } = problem as Error;
  if (/^Region is missing/.test(message))
    return 'No region is configured: say which with --region.';
  const where = region ? `in ${region} ` : '';
  return `Functions ${where}can't be listed: ${reasonOf(problem, 'lambda:ListFunctions')}. ${message}`;
}

/** As Lambda tells the digest of a layer. */
function digestOf(zip: URL): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(zip)).digest('base64');
  } catch {
    return undefined;
  }
}
