import { execFile } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installOnce } from './install-once.ts';

const run = promisify(execFile);

const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
const sources = fileURLToPath(new URL('opensearch/', import.meta.url));

/**
 * A node of OpenSearch without its distribution, from Maven: it takes Java 17 and Maven. Gives the folder of its classes;
 * the one to start is `OneNode`.
 */
export async function installOpenSearch(): Promise<string> {
  const [pom = '', node = ''] = ['pom.xml', 'OneNode.java'].map((name) => join(sources, name));
  const recipe = [pom, node].map((file) => readFileSync(file, 'utf8'));
  return await installOnce('opensearch', recipe, async (target) => {
    const project = join(target, 'pom.xml');
    copyFileSync(pom, project);
    await run('mvn', ['-q', '-B', '-f', project, copy, `-DoutputDirectory=${target}`]);
    await run('javac', ['-cp', join(target, '*'), '-d', target, node]);
  });
}
