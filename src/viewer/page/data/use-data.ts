import { useEffect, useRef, useState } from 'preact/hooks';

/** What was answered last, and why nothing was if so. */
export interface Loaded<Data> {
  readonly data: Data | undefined;
  readonly error: string;
}

/**
 * What the server answers to `url`, asked anew when that or `revision` changes; one question at a time. Without a `url`
 * nothing is asked.
 */
export function useData<Data>(url: string | undefined, revision: unknown): Loaded<Data> {
  const [loaded, setLoaded] = useState<Loaded<Data>>({ data: undefined, error: '' });
  const asked = useRef({ url: '', busy: false, again: false });

  useEffect(() => {
    if (url === undefined) return;
    const state = asked.current;
    state.url = url;
    state.again = true;
    if (!state.busy) void askUntilCurrent();

    async function askUntilCurrent(): Promise<void> {
      state.busy = true;
      while (state.again) {
        state.again = false;
        const from = state.url;
        const answer = await ask<Data>(from);
        if (state.url === from) setLoaded((last) => ({ ...last, ...answer }));
      }
      state.busy = false;
    }
  }, [url, revision]);
  return loaded;
}

async function ask<Data>(url: string): Promise<Partial<Loaded<Data>>> {
  try {
    const response = await fetch(url);
    const body = (await response.json()) as Data & { readonly message?: string };
    return response.ok
      ? { data: body, error: '' }
      : { data: undefined, error: body.message ?? response.statusText };
  } catch {
    return { error: 'antifreeze view does not answer. Is it still running?' };
  }
}
