import { splitHandler } from '../plain-values.ts';
import type { DeclaredFunction } from '../project.ts';
import type { ProjectFiles } from '../project-files.ts';
import { functionsInCode, nothingElse } from './in-code.ts';

/** The functions of a project of SST. */
export function readSst(files: ProjectFiles): readonly DeclaredFunction[] {
  const file = ['sst.config.ts', 'sst.config.js'].find(files.has);
  return file ? functionsInCode(files.read(file) ?? '', 'SST', file) : [];
}

/** Files where handlers are, in a project that has no configuration that is known here. */
const usual = /^(?:src\/)?(?:index|handler|lambda|function|main|app)\.[cm]?[jt]s$/;
const exportsHandler =
  /\bexport\s+(?:const|async\s+function|function)\s+(\w*[hH]andler)\b|\bexports\.(\w*[hH]andler)\s*=/;

/** Handlers that no configuration names. */
export function readLooseHandlers(files: ProjectFiles): readonly DeclaredFunction[] {
  return files.paths
    .filter((path) => usual.test(path))
    .flatMap((file) => {
      const [, declared, assigned] = exportsHandler.exec(files.read(file) ?? '') ?? [];
      const exportName = declared ?? assigned;
      if (!exportName) return [];
      const handler = file.replace(/\.[cm]?[jt]s$/, `.${exportName}`);
      return [
        {
          ...nothingElse,
          name: handler,
          tool: 'none' as const,
          cloud: 'aws' as const,
          declaredIn: file,
          runtime: undefined,
          handler,
          modules: [splitHandler(handler).module],
          exportName,
        },
      ];
    });
}
