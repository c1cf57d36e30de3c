/** The name that an ARN ends with: behind the account, and behind the kind of resource where it has one (`stream/NAME`). */
export function arnResource(arn: string | undefined): string | undefined {
  const resource = arn?.split(':', 6)[5];
  const [kind, name] = resource?.split('/', 2) ?? [];
  return (name ?? kind) || undefined;
}
