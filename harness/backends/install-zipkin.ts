import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from './install-once.ts';

const run = promisify(execFile);

const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';
const version = '3.5.1';

/** Zipkin's server, which keeps spans in memory, from Maven: it takes Java 17 and Maven. Gives the jar's path. */
export async function installZipkin(): Promise<string> {
  const folder = await installOnce('zipkin', [version], async (target) => {
    const artifact = `-Dartifact=io.zipkin:zipkin-server:${version}:jar:exec`;
    await run('mvn', ['-q', '-B', copy, artifact, `-DoutputDirectory=${target}`]);
  });
  return join(folder, `zipkin-server-${version}-exec.jar`);
}
