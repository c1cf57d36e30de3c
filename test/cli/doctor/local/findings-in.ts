import { createGaps } from '../../../../src/cli/doctor/aws/gaps.ts';
import { describeProject } from '../../../../src/cli/doctor/local/describe-project.ts';
import { diagnoseProject } from '../../../../src/cli/doctor/local/diagnose-project.ts';
import { projectFiles } from '../../../../src/cli/doctor/local/project-files.ts';
import { createFolder } from './local-doctor.ts';

/** Texts by their paths. */
export type Files = Readonly<Record<string, string>>;

/** A package.json that names antifreeze. */
export const manifest = (more: object = {}) =>
  JSON.stringify({ dependencies: { antifreeze: '^0.1.0' }, ...more });
/** A serverless.yml whose spans go to AWS. */
export const service = (more = '', functions = 'api: { handler: index.handler }') =>
  `service: orders
provider:
  name: aws
  runtime: nodejs24.x
  environment: { ANTIFREEZE_ENDPOINT: aws }
${more}
functions:
  ${functions}
`;
/** A handler that is traced in its code. */
export const traced =
  "import { traceLambda } from 'antifreeze';\nexport const handler = traceLambda(run);\n";

/** What is found in a project of these files. */
export function findingsIn(files: Files) {
  const { functions, findings } = diagnoseProject(
    describeProject(projectFiles(createFolder(files), createGaps())),
  );
  return [...functions.flatMap((each) => each.findings), ...findings];
}
