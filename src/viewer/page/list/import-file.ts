import { signal } from '@preact/signals';
import { navigate } from '../shell/router.ts';

/** What was wrong with the last file, if anything. */
export const importProblem = signal('');

/** Has a file of OTLP JSON taken in, and shows what is in it. */
export async function importFile(file: File): Promise<void> {
  const response = await fetch('/api/import', { method: 'POST', body: file });
  const answer = (await response.json()) as { message?: string; traceIds?: string[] };
  importProblem.value = answer.message ?? '';
  const [only, ...others] = answer.traceIds ?? [];
  navigate(only && others.length === 0 ? `/traces/${only}` : '/');
}

/** Takes files that are dropped on the page, wherever. */
export function importDropped(): void {
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file) void importFile(file);
  });
}
