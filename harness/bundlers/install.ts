/** Installs the bundlers of others for the tests. */
import { installForTests } from '../install-packages.ts';

installForTests('bundlers', import.meta.dirname);
