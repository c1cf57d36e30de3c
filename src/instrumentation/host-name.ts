/** A host as its name is compared: without the dot that may end it, or the brackets of an address; IPv4 as such. */
export function hostName(hostname: string): string {
  const name = hostname.replace(/\.+$/, '').replace(/^\[|\]$/g, '');
  const [, high, low] = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(name) ?? [];
  if (!high || !low) return name;
  return [high, low]
    .map((part) => Number.parseInt(part, 16))
    .flatMap((part) => [part >> 8, part & 255])
    .join('.');
}

/** Whether a name, as `hostName` gives it, is an address and so says nothing of whom it belongs to. */
export function isIpAddress(name: string): boolean {
  return name.includes(':') || /^[\d.]+$/.test(name);
}

/** A host pattern that is a text, in parts. */
export interface NamePattern {
  readonly name: string;
  readonly port: number | undefined;
  /** As in `*.example.com`, for which the name itself is none. */
  readonly subdomainsOnly: boolean;
}

/** However it is spelled: a filter that doesn't match lets a request through. */
export function parseNamePattern(pattern: string): NamePattern {
  const text = pattern.trim().toLowerCase();
  const [, scheme, host = ''] =
    /^(?:([a-z][a-z\d+.-]*):\/\/)?(?:[^/?#]*@)?([^/?#]*)/.exec(text) ?? [];
  const [, wildcard, rest = ''] = /^(\*?\.)?(.*)$/s.exec(host) ?? [];
  const isBareAddress = /:.*:/.test(rest) && !rest.startsWith('[');
  const [, name = '', port] = (!isBareAddress && /^(.*?)(?::(\d*))?$/s.exec(rest)) || ['', rest];
  const parsed = URL.parse(`http://${isBareAddress ? `[${name}]` : name}`);
  return {
    name: hostName(parsed?.hostname ?? name),
    port: port ? Number(port) : portsOfSchemes[scheme ?? ''],
    subdomainsOnly: wildcard !== undefined,
  };
}

const portsOfSchemes: Readonly<Record<string, number>> = { http: 80, https: 443 };
