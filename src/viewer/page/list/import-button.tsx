import { useRef } from 'preact/hooks';
import { importFile, importProblem } from './import-file.ts';

/** Takes a file of OTLP JSON, and shows the trace in it. */
export function ImportButton() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        Import
      </button>
      <input
        ref={input}
        type="file"
        accept=".json,.jsonl,application/json"
        aria-label="File of OTLP JSON"
        class="hidden"
        tabIndex={-1}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file) void importFile(file);
        }}
      />
      {importProblem.value && (
        <span class="error-text" role="alert">
          {importProblem}
        </span>
      )}
    </>
  );
}
