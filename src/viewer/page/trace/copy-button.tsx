import { useState } from 'preact/hooks';

/** Puts a text on the clipboard. */
export function CopyButton({
  label,
  text,
}: {
  readonly label: string;
  readonly text: () => string | Promise<string>;
}) {
  const [done, setDone] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(await text());
      setDone('Copied');
    } catch {
      setDone("Can't copy");
    }
    setTimeout(setDone, 1500, '');
  };
  return (
    <button type="button" onClick={() => void copy()}>
      {done || label}
    </button>
  );
}
