import { useEffect, useRef } from 'preact/hooks';
import { allKeys, helpShown } from './keys.ts';

/** All keys of this view, in a dialog that Escape closes. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (helpShown.value) dialog.current?.showModal();
    else dialog.current?.close();
  }, [helpShown.value]);
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      onClose={() => {
        helpShown.value = false;
      }}
    >
      <h2 id="help-title">Keys</h2>
      <dl>
        {helpShown.value &&
          allKeys().map(([key, does]) => (
            <div key={key}>
              <dt>
                <kbd>{key.replace('Shift+', '⇧ ')}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
      </dl>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
