import { useRef, useState } from 'preact/hooks';
import { navigate } from '../shell/router.ts';

/** Takes a file of OTLP JSON, and shows the trace in it. */
export function ImportButton() {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState('');
  const load = async () => {
    const file = input.current?.files?.[0];
    if (!file) return;
    const response = await fetch('/api/import', { method: 'POST', body: file });
    const answer = (await response.json()) as { message?: string; traceIds?: string[] };
    setProblem(answer.message ?? '');
    const [only, ...others] = answer.traceIds ?? [];
    if (only) navigate(others.length > 0 ? '/' : `/traces/${only}`);
  };
  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        Import
      </button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        aria-label="File of OTLP JSON"
        class="hidden"
        tabIndex={-1}
        onChange={() => void load()}
      />
      {problem && (
        <span class="error-text" role="alert">
          {problem}
        </span>
      )}
    </>
  );
}
