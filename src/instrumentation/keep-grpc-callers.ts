import type { KeepCaller } from './keep-caller.ts';
import { patchClasses } from './patch-classes.ts';

/**
 * What `@grpc/grpc-js` calls as a call is made, and again when the channel has its configuration, the call another
 * attempt, and the channel a connection.
 */
const waiting = [
  ['ResolvingCall', 'getConfig', 'resolving-call'],
  ['RetryingCall', 'startNewAttempt', 'retrying-call'],
  ['LoadBalancingCall', 'doPick', 'load-balancing-call'],
] as const;

/**
 * Patches `@grpc/grpc-js`, which announces nothing, and whose calls wait in lists of its own: what has waited is sent in
 * the context of whoever opened the channel. Returns what undoes it.
 */
export function keepGrpcCallers(keepCaller: KeepCaller): () => void {
  const undo = waiting.map(([exported, method, file]) =>
    patchClasses(
      {
        exported,
        method,
        modules: [`./${file}`],
        file: new RegExp(`[/\\\\]@grpc[/\\\\]grpc-js[/\\\\]build[/\\\\]src[/\\\\]${file}\\.js$`),
        bundled: Symbol.for(`antifreeze.grpc.${exported}`),
      },
      keepCaller,
    ),
  );
  return () => {
    for (const each of undo) each();
  };
}
