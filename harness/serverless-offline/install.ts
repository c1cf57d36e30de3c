/** Installs serverless-offline for the tests. */
import { installForTests } from '../install-packages.ts';

installForTests('serverless-offline', import.meta.dirname);
