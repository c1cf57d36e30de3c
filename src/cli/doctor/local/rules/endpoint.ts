import { endpointReferences, namesEndpoint } from '../endpoint-names.ts';
import type { LocalRule } from '../local-rule.ts';
import type { LocalFunction } from '../project.ts';
import { tracedBy } from '../traced-by.ts';
import { endpointLines } from './attach-lines.ts';

/** Whether the project says where spans go. */
export const destinationRules: readonly LocalRule[] = [
  {
    id: 'endpoint-not-named',
    severity: 'warning',
    meaning:
      'Neither variables nor code name an endpoint or a relay, so spans go to `localhost`, where nobody listens',
    remedy:
      'Name one; AWS and Google take spans themselves, docs/backends.md says by which permission.',
    find: ({ functions }) => {
      const nameless = functions.filter((each) => !namesOne(each));
      // One place is enough for all that a file declares.
      const files = [...new Set(nameless.map(({ declaredIn }) => declaredIn))];
      return files.flatMap((file) => {
        const [first, ...others] = nameless.filter(({ declaredIn }) => declaredIn === file);
        if (!first) return [];
        const names = [first, ...others].map(({ name }) => name).slice(0, 5);
        const more = others.length >= 5 ? ` and ${others.length - 4} more` : '';
        return [
          {
            message: `No endpoint is named for ${names.join(', ')}${more}.`,
            lines: endpointLines(first),
          },
        ];
      });
    },
  },
];

function namesOne(described: LocalFunction): boolean {
  const { variables, references, source } = described;
  const hasRelay = 'ANTIFREEZE_RELAY' in variables || references.includes('ANTIFREEZE_RELAY');
  const isElsewhere = tracedBy(described).by === 'construct';
  return (
    namesEndpoint(variables) ||
    endpointReferences(references).length > 0 ||
    hasRelay ||
    isElsewhere ||
    (source?.namesEndpoint ?? false) ||
    // What prints spans, or makes none, sends none.
    /^(?:console|none)$/i.test(variables['OTEL_TRACES_EXPORTER'] ?? '')
  );
}
