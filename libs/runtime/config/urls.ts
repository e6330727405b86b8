import { isPlausibleHost } from './hosts.js';

const DATABASE_EXAMPLE = 'postgres://用户:密码@主机:5432/数据库名';

/** What is wrong with a `DATABASE_URL`; undefined when nothing is. Never repeats the URL: it holds a password. */
export function databaseUrlProblem(text: string): string | undefined {
  const url = parse(text);
  if (!url || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    return `应为 PostgreSQL 的地址 ${DATABASE_EXAMPLE}；不设置则使用内置的 PostgreSQL`;
  }
  if (url.pathname.length < 2) return `没有写数据库名；应为 ${DATABASE_EXAMPLE}`;
  if (url.hostname === '' && !url.searchParams.has('host')) {
    return `没有写主机；应为 ${DATABASE_EXAMPLE}，或用 ?host=/套接字目录 指明本机套接字`;
  }
  return undefined;
}

const EVENT_STORE_EXAMPLE =
  'kurrentdb://主机:2113?tls=false，或集群的 kurrentdb+discover://用户:密码@主机:2113';
/** Options of a connection string that the KurrentDB client knows, in flat case. */
const EVENT_STORE_OPTIONS = new Map<string, RegExp>([
  ['tls', /^(true|false)$/],
  ['tlsverifycert', /^(true|false)$/],
  ['tlscafile', /./],
  ['usercertfile', /./],
  ['userkeyfile', /./],
  ['connectionname', /./],
  ['nodepreference', /^leader$/i],
  ['maxdiscoverattempts', /^\d{1,6}$/],
  ['discoveryinterval', /^\d{1,8}$/],
  ['gossiptimeout', /^\d{1,8}$/],
  ['defaultdeadline', /^[1-9]\d{0,7}$/],
  ['keepaliveinterval', /^(-1|\d{5,8})$/],
  ['keepalivetimeout', /^(-1|\d{1,8})$/],
]);

/**
 * What is wrong with an `EVENT_STORE_URL`; undefined when nothing is. Several hosts are separated by
 * commas, so this is no URL that `URL` could read. Never repeats it: it holds a password.
 */
export function eventStoreUrlProblem(text: string): string | undefined {
  const match =
    /^(?:kurrentdb|esdb)(?:\+discover)?:\/\/(?:([^@/?]*)@)?([^@/?]+)\/?(?:\?(.*))?$/.exec(text);
  if (!match) {
    return `应为 KurrentDB 的地址 ${EVENT_STORE_EXAMPLE}；不设置则事件存入 PostgreSQL`;
  }
  const [, credentials, hosts = '', options = ''] = match;
  if (!hosts.split(',').every(isHostWithPort)) {
    return `中的主机无法识别；应为 主机 或 主机:端口，多个以逗号分隔，例如 ${EVENT_STORE_EXAMPLE}`;
  }
  if (credentials !== undefined && !isUserAndPassword(credentials)) {
    return '中的用户和密码应写作 用户:密码，其中的特殊字符用 %XX 编码';
  }
  return optionsProblem(options, credentials !== undefined);
}

function optionsProblem(options: string, withCredentials: boolean): string | undefined {
  const pairs = options === '' ? [] : options.split('&').map((pair) => pair.split('='));
  for (const [key = '', value = '', ...rest] of pairs) {
    const accepted = EVENT_STORE_OPTIONS.get(flat(key));
    if (!accepted || rest.length > 0) {
      return `中有无法识别的参数；可用的参数见 docs/how-to/run-on-kurrentdb.md`;
    }
    // The key is one of ours, so it can be shown; the value might be anything.
    if (!accepted.test(value)) return `中参数 ${flat(key)} 的值不可用${hintFor(flat(key))}`;
  }
  const insecure = pairs.some(([key = '', value]) => flat(key) === 'tls' && value === 'false');
  if (insecure && withCredentials) {
    return '同时写了 tls=false 和用户密码：不加密的连接不带用户密码；请去掉其中一个';
  }
  return undefined;
}

function hintFor(option: string): string {
  if (option === 'nodepreference') {
    return '；只可为 leader：刚写入的记录在其他节点上可能还读不到';
  }
  if (option === 'keepaliveinterval') return '；应为不小于 10000 的毫秒数，或 -1';
  return option.startsWith('tls') ? '；应为 true 或 false' : '；应为整数';
}

function isHostWithPort(text: string): boolean {
  const match = /^([^:]+)(?::(\d{1,5}))?$/.exec(text);
  return match?.[1] !== undefined && isPlausibleHost(match[1]) && Number(match[2] ?? 1) <= 65_535;
}

function isUserAndPassword(text: string): boolean {
  return /^[^:]+:[^:]+$/.test(text) && !/%(?![0-9A-Fa-f]{2})/.test(text);
}

function flat(key: string): string {
  return key.toLowerCase().replace(/[_-]/g, '');
}

/** What is wrong with a `REDIS_URL`; undefined when nothing is. Never repeats the URL. */
export function redisUrlProblem(text: string): string | undefined {
  const url = parse(text);
  if (url && ['redis:', 'rediss:'].includes(url.protocol) && url.hostname !== '') return undefined;
  return '应为 Redis 的地址 redis://主机:6379 或 rediss://主机:6380；不设置则任务队列存入 PostgreSQL';
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
