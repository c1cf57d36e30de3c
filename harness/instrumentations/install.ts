/** Installs OpenTelemetry's instrumentations for the tests, if they aren't there. */
import { fileURLToPath } from 'node:url';
import { hasPackages, installPackages } from '../install-packages.ts';

const folder = fileURLToPath(new URL('packages/', import.meta.url));

if (hasPackages(folder)) console.log('The instrumentations are installed.');
else installPackages(folder);
