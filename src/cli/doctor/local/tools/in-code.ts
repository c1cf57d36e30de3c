import { splitHandler } from '../plain-values.ts';
import type { DeclaredFunction, Tool } from '../project.ts';
import { lineAt, sourceText } from '../source-text.ts';

/** The functions of a configuration that is code, as far as texts in it tell: each `handler: 'src/index.handler'`. */
export function functionsInCode(
  text: string,
  tool: Tool,
  file: string,
): readonly DeclaredFunction[] {
  const { code } = sourceText(text);
  const runtime = /\bruntime\s*:\s*['"](nodejs[\w.]+)['"]/.exec(code)?.[1];
  return [...code.matchAll(/\bhandler\s*:\s*['"]([^'"$]+)['"]/g)].map(
    ({ 1: handler = '', index }) => ({
      ...nothingElse,
      name: handler,
      tool,
      cloud: 'aws',
      declaredIn: file,
      line: lineAt(text, index),
      runtime,
      handler,
      modules: [splitHandler(handler).module],
      exportName: splitHandler(handler).exportName,
    }),
  );
}

/** What isn't known of a function. */
export const nothingElse: Pick<
  DeclaredFunction,
  | 'timeout'
  | 'memory'
  | 'xRay'
  | 'hasOwnKey'
  | 'variables'
  | 'references'
  | 'layers'
  | 'attachedBy'
  | 'line'
> = {
  line: undefined,
  timeout: undefined,
  memory: undefined,
  xRay: false,
  hasOwnKey: false,
  variables: {},
  references: [],
  layers: [],
  attachedBy: undefined,
};
