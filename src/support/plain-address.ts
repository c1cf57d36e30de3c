/** An IPv4 address as such, also where a socket of IPv6 has it: `::ffff:192.0.2.1`. */
export function plainAddress(address: string | undefined): string | undefined {
  return address?.replace(/^::ffff:(?=[\d.]+$)/i, '');
}
