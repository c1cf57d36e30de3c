import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { layerDescription } from '../../src/support/layer.ts';

const guide = readFileSync('docs/deploy.md', 'utf8');
const read = (file: string) => readFileSync(file, 'utf8');
const names = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, name = '']) => name);

/** What stands in a template between two of its sections. */
function section(template: string, name: string): string {
  return new RegExp(`^${name}:\n((?: .*\n|\n)+)`, 'm').exec(read(template))?.[1] ?? '';
}

const parameters = ['layer', 'relay', 'endpoint'].flatMap((name) => {
  const template = `deploy/cloudformation/${name}.yaml`;
  return ['Parameters', 'Outputs'].flatMap((each) =>
    names(section(template, each), /^ {2}(\w+):/gm),
  );
});
const variables = globSync('deploy/terraform/{layer,relay,endpoint}/*.tf').flatMap((file) =>
  names(read(file), /^(?:variable|output) "(\w+)"/gm),
);
const props = names(read('src/cdk/relay-props.ts'), /^ {2}readonly (\w+)/gm);

test.each([
  { what: 'parameter and output of the templates', found: parameters },
  { what: 'variable and output of the Terraform modules', found: variables },
  { what: 'setting of the CDK construct', found: props },
])('docs/deploy.md names each $what', ({ found }) => {
  const missing = found.filter((name) => !new RegExp(`\\b${name}\\b`).test(guide));

  expect(found.length).toBeGreaterThan(10);
  expect(missing).toEqual([]);
});

test('the template and the module of the relay have the same defaults', () => {
  const ofTemplate = new Map(
    [
      ...section('deploy/cloudformation/relay.yaml', 'Parameters').matchAll(
        /^ {2}(\w+):\n((?: {4}.*\n)+)/gm,
      ),
    ].map(([, name = '', body = '']) => [
      name.replaceAll(/(?<!^)([A-Z])/g, '_$1').toLowerCase(),
      /Default: '?([^'\n]+?)'?$/m.exec(body)?.[1],
    ]),
  );
  const ofModule = new Map(
    [
      ...read('deploy/terraform/relay/variables.tf').matchAll(
        /^variable "(\w+)" \{\n((?: .*\n|\n)+)\}/gm,
      ),
    ].map(([, name = '', body = '']) => [name, /^ {2}default += "?([^"\n]+?)"?$/m.exec(body)?.[1]]),
  );
  const shared = [...ofTemplate].filter(
    ([name, value]) => ofModule.has(name) && value !== undefined,
  );

  expect(shared.length).toBeGreaterThan(10);
  for (const [name, value] of shared) expect([name, ofModule.get(name)]).toEqual([name, value]);
});

test.each([
  'deploy/cloudformation/layer.yaml',
  'deploy/cloudformation/sam/template.yaml',
  'deploy/cloudformation/sam/straight-to-aws.yaml',
  'deploy/terraform/layer/main.tf',
])("%s says the layer's version, as the doctor reads it", (file) => {
  expect(read(file)).toMatch(new RegExp(`${layerDescription.replaceAll('.', '\\.')}"?$`, 'm'));
});
