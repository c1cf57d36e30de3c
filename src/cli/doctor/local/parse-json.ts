import type { ProjectFiles } from './project-files.ts';
import { sourceText } from './source-text.ts';

/** Reads JSON, also with comments and commas at the end of lists. Undefined where there is none, or a gap. */
export function parseJson(files: ProjectFiles, file: string): unknown {
  const text = files.read(file);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(strict(text));
  } catch {
    // Its message would quote what is there.
    files.gaps.add(file, text.trim() === '' ? 'it is empty' : 'it is not valid JSON');
    return undefined;
  }
}

function strict(text: string): string {
  const { code, bare } = sourceText(text);
  return code.replace(/,(?=\s*[\]}])/g, (comma, at: number) => (bare[at] === ',' ? '' : comma));
}
