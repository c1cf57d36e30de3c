/** Installs the patching libraries for the tests, unless they are there. */
import { hasPackages, installPackages } from '../install-packages.ts';
import { patchingLibraries } from './patching-libraries.ts';

try {
  if (hasPackages(patchingLibraries)) console.log('The patching libraries are installed.');
  else installPackages(patchingLibraries);
} catch {
  console.error('The patching libraries cannot be installed.');
  // Elsewhere the tests that need them are skipped, loudly.
  process.exitCode = process.env['CI'] ? 1 : 0;
}
