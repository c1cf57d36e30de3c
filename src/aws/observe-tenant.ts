import type { StartedInvocation } from '../core/observe-invocation.ts';
import { text } from '../triggers/payload-fields.ts';

/**
 * Puts on the root span whose invocation it is, of a function with tenant isolation. The conventions have no name for it.
 * https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html
 */
export function observeTenant({ root, invocation }: StartedInvocation): undefined {
  const tenantId = text(invocation.platform, 'tenantId');
  if (tenantId !== undefined) root.setAttribute('aws.lambda.tenant_id', tenantId);
}
