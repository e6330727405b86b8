/** Default time for one call, ms. The client's own is 10 s, longer than a person waits. */
const DEADLINE = 5_000;
const KEEP_ALIVE = 10_000;

/**
 * The connection string for the n-th client of a store: the old scheme `esdb` by its present name, a
 * deadline, and a keep-alive interval that differs from client to client. gRPC channels with equal
 * options share a connection and its back-off; after an outage a new client would inherit minutes of it.
 */
export function connectionString(url: string, generation: number): string {
  const [address = '', query = ''] = url.replace(/^esdb/, 'kurrentdb').split('?');
  const options = new Map<string, string>();
  for (const pair of query.split('&').filter((text) => text !== '')) {
    const at = pair.indexOf('=');
    options.set(pair.slice(0, at), pair.slice(at + 1));
  }
  const given = find(options, 'keepaliveinterval');
  const interval = Number(given ?? KEEP_ALIVE);
  const own = interval > 0 ? interval + (generation % 1000) : interval;
  options.set('keepAliveInterval', String(own));
  if (find(options, 'defaultdeadline') === undefined) {
    options.set('defaultDeadline', String(DEADLINE));
  }
  const rest = [...options].map(([key, value]) => `${key}=${value}`).join('&');
  return `${address.replace(/\/+$/, '')}?${rest}`;
}

/** Takes the option out, however it is written, so that it can be set under its usual name. */
function find(options: Map<string, string>, flatName: string): string | undefined {
  for (const [key, value] of options) {
    if (key.toLowerCase().replace(/[_-]/g, '') !== flatName) continue;
    if (flatName === 'keepaliveinterval') options.delete(key);
    return value;
  }
  return undefined;
}

/** The address without credentials, for messages. */
export function shownAddress(url: string): string {
  return url.replace(/\?.*$/, '').replace(/\/\/[^/]*@/, '//');
}
