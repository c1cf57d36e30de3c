import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

/** A finding as the JSON has it. */
interface FoundInJson {
  readonly id: string;
  readonly severity: string;
  readonly message: string;
  readonly remedy: string;
  readonly lines: readonly {
    readonly file: string;
    readonly where: string;
    readonly text: string;
  }[];
}

/** What `renderLocalJson` writes, as far as tests read it. */
export interface LocalJson {
  readonly format: string;
  readonly summary: Readonly<Record<string, number>>;
  readonly functions: readonly {
    readonly name: string;
    readonly tool: string;
    readonly declaredIn: string;
    readonly line: number | null;
    readonly file: string | null;
    readonly tracing: { readonly status: string; readonly by: string | null };
    readonly destination: { readonly kind: string; readonly url?: string } | null;
    readonly findings: readonly FoundInJson[];
  }[];
  readonly findings: readonly FoundInJson[];
  readonly deliveries: readonly {
    readonly from: string;
    readonly traceId: string | null;
    readonly findings: readonly FoundInJson[];
  }[];
  readonly notChecked: readonly { readonly what: string; readonly reason: string }[];
}

/** What the command did. */
export interface Run {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs `antifreeze doctor --local` as it is published, with no variables but these. */
export function runDoctorIn(
  folder: string,
  args: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const command = [resolve('dist/esm/cli.js'), 'doctor', '--local', ...args];
  return new Promise((done) => {
    execFile(process.execPath, command, { cwd: folder, env: variables }, (failure, out, error) =>
      done({ code: Number(failure?.code ?? 0), out, error }),
    );
  });
}

/** The same, with JSON. */
export async function diagnosisOf(
  ...[folder, args = [], variables]: Parameters<typeof runDoctorIn>
) {
  const run = await runDoctorIn(folder, ['--json', ...args], variables);
  return { ...run, json: JSON.parse(run.out) as LocalJson };
}

/** A folder with these files in it, until the test is over. */
export function createFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** A copy of one of the projects here, whose functions send to `endpoint`. */
export function copyProject(name: string, endpoint = 'https://collector.example.com:4318'): string {
  const folder = createFolder();
  cpSync(join(import.meta.dirname, 'projects', name), folder, { recursive: true });
  for (const file of ['serverless.yml', 'infra/main.tf', 'Dockerfile'])
    try {
      const path = join(folder, file);
      writeFileSync(
        path,
        readFileSync(path, 'utf8')
          .replaceAll('ENDPOINT\n', `${endpoint}\n`)
          .replaceAll('"ENDPOINT"', `"${endpoint}"`),
      );
    } catch {
      // Each project has other files.
    }
  return folder;
}
