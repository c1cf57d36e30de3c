/**
 * Calls `farewell` when the platform asks the process to end, and then leaves that as it is: to the default, which is to
 * end, or to the others that listen. `farewell` is told whether the process will end by the default, and never rejects.
 */
export function beforeTermination(farewell: (byDefault: boolean) => Promise<void>): void {
  process.once('SIGTERM', () => {
    // Our listener has replaced the default; others may have reasons not to end.
    const byDefault = process.listenerCount('SIGTERM') === 0;
    void farewell(byDefault).then(() => {
      if (byDefault) process.kill(process.pid, 'SIGTERM');
    });
  });
}
