import type { Lines, LocalFunction } from '../project.ts';

const preload = '--require antifreeze/gcp/register';

/** What has to be written to have a function traced: in its code, or where that needs no code, in its configuration. */
export function attachLines({ tool, source, declaredIn }: LocalFunction): readonly Lines[] {
  if (tool !== 'Cloud Run') return source?.wrap ?? [];
  return declaredIn === 'Dockerfile'
    ? [{ file: declaredIn, where: 'above CMD', text: `ENV NODE_OPTIONS="${preload}"` }]
    : [
        {
          file: declaredIn,
          where: 'of the command that deploys it',
          text: `--set-env-vars "NODE_OPTIONS=${preload}"`,
        },
      ];
}

/** What has to be written to say where the spans of a function go. */
export function endpointLines(described: LocalFunction): readonly Lines[] {
  const { declaredIn: file, name, cloud } = described;
  if (cloud === 'google') return googleLines(file);
  const [where, text] = placeFor(described, name);
  return [{ file, where, text }];
}

const both = 'or OTEL_EXPORTER_OTLP_ENDPOINT, for a collector';

function placeFor(
  { tool, attachedBy, line, declaredIn }: LocalFunction,
  name: string,
): readonly [string, string] {
  const at = line ? `line ${line}, ` : '';
  switch (tool) {
    case 'Serverless Framework': {
      // A serverless.ts, in place of YAML.
      const [aws, or] = declaredIn.endsWith('.ts') ? ["'aws',", '//'] : ['aws', '#'];
      return attachedBy === 'plugin'
        ? [
            'under custom.antifreeze',
            `endpoint: ${aws} ${or} or https://collector.example.com:4318`,
          ]
        : ['under provider.environment', `ANTIFREEZE_ENDPOINT: ${aws} ${or} ${both}`];
    }
    case 'SAM':
      return [
        'under Globals.Function',
        `Environment:\n  Variables:\n    ANTIFREEZE_ENDPOINT: aws # ${both}`,
      ];
    case 'CloudFormation':
      return [
        `${at}in Properties of ${name}`,
        `Environment:\n  Variables:\n    ANTIFREEZE_ENDPOINT: aws # ${both}`,
      ];
    case 'CDK':
      return attachedBy === 'construct'
        ? [`${at}in traceFunction`, "endpoint: 'aws', // or 'https://collector.example.com:4318'"]
        : [
            `${at}in the props of ${name}`,
            `environment: { ANTIFREEZE_ENDPOINT: 'aws' }, // ${both}`,
          ];
    case 'Terraform':
      return [
        `${at}in the block of ${name}`,
        `environment {\n  variables = {\n    ANTIFREEZE_ENDPOINT = "aws" # ${both}\n  }\n}`,
      ];
    case 'SST':
      return [
        `${at}in the arguments of the function`,
        `environment: { ANTIFREEZE_ENDPOINT: 'aws' }, // ${both}`,
      ];
    case 'Dockerfile':
      return ['above CMD', 'ENV ANTIFREEZE_ENDPOINT=aws'];
    default:
      return ['among the variables that it is deployed with', `ANTIFREEZE_ENDPOINT=aws # ${both}`];
  }
}

function googleLines(file: string): readonly Lines[] {
  return file === 'Dockerfile'
    ? [{ file, where: 'above CMD', text: 'ENV ANTIFREEZE_ENDPOINT=google' }]
    : [
        {
          file,
          where: 'of the command that deploys it',
          text: '--set-env-vars ANTIFREEZE_ENDPOINT=google',
        },
      ];
}
