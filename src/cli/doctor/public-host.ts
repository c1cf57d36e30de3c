import { BlockList, isIP } from 'node:net';

const privateRanges = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  privateRanges.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  privateRanges.addSubnet(network, prefix, 'ipv6');

/** Names that are resolved within a network only: RFC 6761, RFC 6762, RFC 8375, and what AWS and Kubernetes use. */
const privateName = /(^|\.)(localhost|local|internal|home\.arpa|cluster\.local)$/;

/** Whether the way to a host may lead through networks of others. Takes the `hostname` of a URL. */
export function isPublicHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  if (family !== 0) return !privateRanges.check(host, family === 6 ? 'ipv6' : 'ipv4');
  return host.includes('.') && !privateName.test(host);
}
