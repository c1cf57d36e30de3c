import { useEffect, useState } from 'preact/hooks';

/** A large module that not each view needs, once it is here: it comes when a component that needs it is shown. */
export function useModule<Module extends object>(load: () => Promise<Module>): Module | undefined {
  const [loaded, setLoaded] = useState<Module | undefined>(undefined);
  useEffect(() => {
    // Without it, as where the server is gone, its component stays empty.
    void load().then(setLoaded, () => undefined);
  }, []);
  return loaded;
}
