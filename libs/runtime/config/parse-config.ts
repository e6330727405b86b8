import { isLoopback, isPlausibleHost } from './hosts.js';
import {
  LEDGER_DIGESTS,
  LOG_LEVELS,
  type ConfigIssue,
  type LedgerDigest,
  type LogLevel,
  type ParsedConfig,
} from './registry-config.js';
import { databaseUrlProblem, eventStoreUrlProblem, redisUrlProblem } from './urls.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Shortest session secret that is accepted, in characters. */
const MIN_SECRET = 32;
const DEFAULT_DEMO_PASSWORD = 'demo-2023';

/** Collects issues while values are read, so that one start names everything that is wrong. */
class Reader {
  readonly issues: ConfigIssue[] = [];

  constructor(private readonly env: Environment) {}

  /** Trimmed; an empty variable counts as left out, as compose files often pass it. */
  text(variable: string): string | undefined {
    const value = this.env[variable]?.trim();
    return value === '' ? undefined : value;
  }

  refuse(variable: string, message: string): void {
    this.issues.push({ variable, message: `${variable} ${message}` });
  }

  /** The text, or undefined with an issue when `problem` says what is wrong with it. */
  checked(variable: string, problem: (text: string) => string | undefined): string | undefined {
    const text = this.text(variable);
    const wrong = text === undefined ? undefined : problem(text);
    if (wrong !== undefined) this.refuse(variable, wrong);
    return wrong === undefined ? text : undefined;
  }
}

/**
 * Reads the configuration from an environment record. Pure: touches neither the process nor the
 * disk. Variables that are not known are ignored.
 * @returns the configuration, or every issue found (never both)
 */
export function parseConfig(env: Environment): ParsedConfig | ConfigIssue[] {
  const reader = new Reader(env);
  const production = reader.text('NODE_ENV') === 'production';
  const host = reader.checked('HOST', hostProblem) ?? '127.0.0.1';
  const config: ParsedConfig = {
    production,
    host,
    port: readPort(reader),
    dataDir: reader.checked('DATA_DIR', dataDirProblem) ?? '.data',
    databaseUrl: reader.checked('DATABASE_URL', databaseUrlProblem),
    eventStoreUrl: reader.checked('EVENT_STORE_URL', eventStoreUrlProblem),
    ledger: reader.checked('LEDGER', ledgerProblem) ?? 'registry',
    ledgerDigest: readLedgerDigest(reader),
    redisUrl: reader.checked('REDIS_URL', redisUrlProblem),
    demo: readDemo(reader, production, host),
    demoPassword: reader.checked('DEMO_PASSWORD', demoPasswordProblem) ?? DEFAULT_DEMO_PASSWORD,
    sessionSecret: readSessionSecret(reader, production),
    logLevel: readLogLevel(reader),
  };
  return reader.issues.length > 0 ? reader.issues : config;
}

function readPort(reader: Reader): number {
  const text = reader.text('PORT');
  if (text === undefined) return 3000;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  reader.refuse(
    'PORT',
    `的值“${shown(text)}”不是端口号；应为 0–65535 的整数（0 表示任选空闲端口）`,
  );
  return 3000;
}

/** `DEMO` is on by default under `npm start`, because that is how a newcomer sees the registry. */
function readDemo(reader: Reader, production: boolean, host: string): boolean {
  const text = reader.text('DEMO');
  const byDefault = text === undefined && reader.text('npm_lifecycle_event') === 'start';
  if (text !== undefined && !['0', '1', 'true', 'false'].includes(text)) {
    reader.refuse('DEMO', `的值“${shown(text)}”无法识别；应为 1（装入示例县和演示账号）或 0`);
    return false;
  }
  const demo = byDefault || text === '1' || text === 'true';
  const origin = byDefault ? '（npm start 时默认为 1）' : '';
  if (demo && production) {
    reader.refuse('DEMO', `${origin}在生产环境（NODE_ENV=production）不可启用；请设 DEMO=0`);
  } else if (demo && !isLoopback(host)) {
    reader.refuse(
      'DEMO',
      `${origin}只可在本机地址上启用，因为演示账号的密码是公开的；` +
        `HOST 现为“${shown(host)}”，请设 DEMO=0，或把 HOST 改为 127.0.0.1、::1 或 localhost`,
    );
  }
  return demo;
}

function readSessionSecret(reader: Reader, production: boolean): string | undefined {
  const secret = reader.text('SESSION_SECRET');
  if (secret === undefined) {
    if (production) {
      reader.refuse(
        'SESSION_SECRET',
        `在生产环境（NODE_ENV=production）必须设置；应为至少 ${MIN_SECRET} 个字符的随机串，` +
          '例如 openssl rand -hex 32 的输出',
      );
    }
    return undefined;
  }
  if (secret.length >= MIN_SECRET) return secret;
  // The value is a secret and stays out of the message.
  reader.refuse('SESSION_SECRET', `太短（${secret.length} 个字符）；应至少 ${MIN_SECRET} 个字符`);
  return undefined;
}

function readLogLevel(reader: Reader): LogLevel {
  const text = reader.text('LOG_LEVEL');
  // A test run's output is read by people who look for failures.
  if (text === undefined) return reader.text('NODE_ENV') === 'test' ? 'silent' : 'info';
  const level = LOG_LEVELS.find((known) => known === text);
  if (level) return level;
  reader.refuse('LOG_LEVEL', `的值“${shown(text)}”无法识别；应为 ${LOG_LEVELS.join('、')} 之一`);
  return 'info';
}

function readLedgerDigest(reader: Reader): LedgerDigest {
  const text = reader.text('LEDGER_DIGEST');
  const digest = LEDGER_DIGESTS.find((known) => known === (text ?? 'sha256'));
  if (digest) return digest;
  const accepted = LEDGER_DIGESTS.join('、');
  reader.refuse('LEDGER_DIGEST', `的值“${shown(text ?? '')}”无法识别；应为 ${accepted} 之一`);
  return 'sha256';
}

function hostProblem(text: string): string | undefined {
  if (isPlausibleHost(text)) return undefined;
  return `的值“${shown(text)}”不是主机名或 IP 地址；例如 127.0.0.1（仅本机）或 0.0.0.0（所有网卡）`;
}

function dataDirProblem(text: string): string | undefined {
  if (text.includes('\0')) return '含有空字符；应为一个目录的路径，例如 .data';
  // Its mode is changed and a server's files go into it: that must not happen to a whole disk.
  if (/^([A-Za-z]:)?[\\/]+$/.test(text)) return '不可为根目录；应为专用目录，例如 .data';
  return undefined;
}

function ledgerProblem(text: string): string | undefined {
  if (/^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(text)) return undefined;
  return `的值“${shown(text)}”不可用；应以字母开头，只含字母、数字、- 和 _，不超过 40 个字符，例如 registry`;
}

function demoPasswordProblem(text: string): string | undefined {
  if (text.length >= 8 && text.length <= 128) return undefined;
  return `的长度为 ${text.length} 个字符；应为 8–128 个字符`;
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
