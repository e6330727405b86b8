import { isIP } from 'node:net';

/** True for an address that only this machine can reach. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  if (name === 'localhost' || name === '::1' || name === '::ffff:127.0.0.1') return true;
  return isIP(name) === 4 && name.startsWith('127.');
}

/** True for an IP address or something that could be a host name. */
export function isPlausibleHost(text: string): boolean {
  if (isIP(text) !== 0) return true;
  // Digits and dots only is a mistyped IPv4 address, not a name.
  if (/^[\d.]+$/.test(text) || text.length > 253) return false;
  return text
    .split('.')
    .every((label) => /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label));
}
