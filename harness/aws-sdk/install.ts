/** Installs the older releases of the AWS SDK for the tests. */
import { dirname } from 'node:path';
import { installForTests } from '../install-packages.ts';
import { oldSdkReleases } from './sdk-releases.ts';

for (const { name, modules } of oldSdkReleases)
  installForTests(`the AWS SDK of ${name}`, dirname(modules));
