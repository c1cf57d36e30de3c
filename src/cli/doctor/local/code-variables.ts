import type { DeclaredFunction } from './project.ts';
import { propertyOf, type SourceText, unquoted } from './source-text.ts';

/** What `environment` of an object in code sets, and the names of what it takes from elsewhere. */
export function variablesInCode(
  props: SourceText,
): Pick<DeclaredFunction, 'variables' | 'references'> {
  const object = propertyOf(props, 'environment') ?? '';
  const pairs = [
    ...object.matchAll(/['"]?\b([A-Z][A-Z0-9_]+)['"]?\s*:\s*('[^'\n]*'|"[^"\n]*"|[^,}\n]+)/g),
  ];
  const variables = pairs.flatMap(([, name = '', value]) => {
    const text = unquoted(value);
    return text === undefined ? [] : [[name, text] as const];
  });
  return {
    variables: Object.fromEntries(variables),
    references: pairs.flatMap(([, name = '', value]) =>
      unquoted(value) === undefined ? name : [],
    ),
  };
}
