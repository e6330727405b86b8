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

/** Always a problem when set: a store of its own is not available yet in this version. */
export function eventStoreUrlProblem(text: string): string | undefined {
  const protocol = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase() ?? '';
  if (/^(kurrentdb|esdb)(\+discover)?$/.test(protocol)) {
    return '指向 KurrentDB，本版本尚不支持；请去掉该变量，事件将存入 PostgreSQL';
  }
  return '无法识别；不设置则事件存入 PostgreSQL（kurrentdb:// 与 esdb:// 将在以后的版本支持）';
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
