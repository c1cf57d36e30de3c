/**
 * What `install` gives, or undefined where that can't be had here: then it is said on standard error, and whoever needs it
 * is skipped. On CI it is an error.
 */
export async function ifItCanBeHad<Installed>(
  name: string,
  install: () => Promise<Installed>,
): Promise<Installed | undefined> {
  try {
    return await install();
  } catch (error) {
    const message = `${name} can't be installed: ${error}`;
    if (process.env['CI']) throw new Error(message, { cause: error });
    console.error(`\n*** SKIPPED: ${message} ***\n`);
    return undefined;
  }
}
