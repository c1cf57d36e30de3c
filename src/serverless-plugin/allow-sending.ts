import type { Provider, Service, ServiceFunction, SharedRole } from './service.ts';
import type { Statement } from './template-values.ts';

/** Where functions send to, and what they need for that. */
export interface Target {
  readonly name: 'the relay' | 'X-Ray' | 'CloudWatch Logs' | 'CloudWatch';
  /** What of it is lost without. */
  readonly items: string;
  /** What these functions of the service need together. */
  statementsFor(names: readonly string[]): readonly Statement[];
}

/**
 * Allows functions to send somewhere, in the role that the framework makes for them. Tells of the roles that
 * somebody else makes, which are left alone.
 */
export function allowSending(
  { provider, functions }: Service,
  names: readonly string[],
  { name: target, items, statementsFor }: Target,
  warn: (line: string) => void,
): void {
  const actions = statementsFor(names).flatMap(({ Action }) => Action);
  const needs = `allow it ${actions.join(', ')}, or ${items} are lost`;
  const sharing = names.filter((name) => {
    const own = functions[name] ?? {};
    if (own.role === undefined) return !addToOwn(own, statementsFor([name]));
    warn(`functions.${name} sends to ${target} with a role of its own: ${needs}`);
    return false;
  });
  if (sharing.length === 0) return;
  if (bringsRole(provider))
    warn(`functions send to ${target} with a role that the provider brings: ${needs}`);
  else addToShared(provider, statementsFor(sharing));
}

/** A plugin that makes a role for each function, serverless-iam-roles-per-function, takes its statements from there. */
function addToOwn(own: ServiceFunction, statements: readonly Statement[]): boolean {
  if (!own.iamRoleStatements) return false;
  own.iamRoleStatements = [...own.iamRoleStatements, ...statements];
  return true;
}

/** Whether the shared role is named or made elsewhere, as the framework decides it. */
function bringsRole({ role, iam }: Provider): boolean {
  const shared = iam?.role ?? {};
  if (role !== undefined || typeof shared === 'string') return true;
  return Object.keys(shared).some((key) => key === 'Ref' || key.startsWith('Fn::'));
}

function addToShared(provider: Provider, statements: readonly Statement[]): void {
  const role = (provider.iam?.role ?? {}) as SharedRole;
  const present = role.statements ?? provider.iamRoleStatements ?? [];
  provider.iam = { ...provider.iam, role: { ...role, statements: [...present, ...statements] } };
}
