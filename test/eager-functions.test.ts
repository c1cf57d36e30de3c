import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { functionsOf, withEagerFunctions } from '../scripts/eager-functions.ts';

test.each([
  'dist/esm/index.js',
  'dist/cjs/index.js',
  'dist/layer/opt/antifreeze-layer/tracing.mjs',
])('V8 parses at once what a cold start runs of %s', (file) => {
  const declared = readFileSync(file, 'utf8').match(/[\w$]=\((?:async )?function [\w$]+\(/g);

  expect(declared?.length).toBeGreaterThan(40);
});

test.each(['export/create-flush', 'export/http-client'])(
  'V8 parses at once what the first flush runs of %s',
  (part) => {
    const [, sender = ''] =
      new RegExp(`"${part}",('.*?[^\\\\]')`, 's').exec(readFileSync('dist/cjs/index.js', 'utf8')) ??
      [];

    expect(sender.match(/[\w$]=\((?:async )?function [\w$]+\(/g)?.length).toBeGreaterThan(20);
  },
);

test('functions of all forms behave as before', () => {
  const bundle = [
    '"use strict";function a(x){return b(x)+[1,2].map(y=>y*x).length}function b(x){return x+1}',
    'async function c(){return await d(()=>3)}var d=e=>e(),f=function(){return f.name},',
    'g={h(){return k}},k=(()=>4)();function l(){return 5}class m{n=()=>6;static o(){return 7}}',
    'module.exports={traceLambda(h){return[a(1),c(),f(),g.h(),new m().n(),m.o()]&&h},',
    'results:async()=>[a(1),await c(),f(),g.h(),new m().n(),m.o(),l(),a.name,d.name,l.name,d.length]};',
  ].join('');
  const eager = withEagerFunctions(bundle, functionsOf(bundle, 'cjs')[''] ?? []);

  expect(eager).toMatch(/^"use strict";var a=\(function a\(x\)\{.*\(y=>y\*x\)/);
  // What has not run stays as it is.
  expect(eager).toContain(';function l(){return 5}');
  return expect(resultsOf(eager)).resolves.toEqual([4, 3, 'f', 4, 6, 7, 5, 'a', 'd', 'l', 1]);
});

async function resultsOf(code: string): Promise<unknown> {
  const module = { exports: {} as { results(): Promise<unknown> } };
  new Function('module', code)(module);
  return module.exports.results();
}
