/**
 * The addresses that count as one when failures are counted: an IPv4 address is itself, of IPv6 it
 * is the /64 that one subscriber gets. Anything else is taken as it is.
 */
export function addressGroup(address: string): string {
  const groups = expandIpv6(address);
  return groups ? `${groups.slice(0, 4).join(':')}::/64` : address;
}

/** The eight groups of an IPv6 address, or undefined; a zone (`%eth0`) is dropped. */
function expandIpv6(address: string): string[] | undefined {
  const text = address.replace(/%.*$/, '').toLowerCase();
  if (!/^[0-9a-f:]{2,39}$/.test(text) || !text.includes(':')) return undefined;
  const [head = '', tail] = text.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = 8 - before.length - after.length;
  if (missing < 0 || (tail === undefined && missing > 0)) return undefined;
  const zeros = Array.from({ length: missing }, () => '0');
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16).toString(16));
}
