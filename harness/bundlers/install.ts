/** Installs bundlers for the tests, unless they are there. */
import { hasPackages, installPackages } from '../install-packages.ts';

const folder = import.meta.dirname;

if (hasPackages(folder)) console.log('The bundlers are installed.');
else
  try {
    installPackages(folder);
  } catch {
    console.error('The bundlers cannot be installed.');
    // Elsewhere the tests that need them are skipped, loudly.
    process.exitCode = process.env['CI'] ? 1 : 0;
  }
