import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseConfig, type Environment } from './parse-config.js';
import {
  ConfigError,
  type ConfigIssue,
  type ParsedConfig,
  type RegistryConfig,
} from './registry-config.js';

/**
 * Reads the configuration of this process; the only place that looks at `process.env`. Makes the
 * data directory when it is missing and, outside production, keeps a generated session secret in it.
 * @param overrides values that win over the environment (tests, command-line tools)
 * @throws ConfigError with every issue, one a line
 */
export function loadConfig(overrides: Environment = {}): RegistryConfig {
  const parsed = parseConfig({ ...process.env, ...overrides });
  if (isIssues(parsed)) throw new ConfigError(parsed);
  const dataDir = resolve(parsed.dataDir);
  makeDataDir(dataDir);
  return {
    ...parsed,
    dataDir,
    sessionSecret: parsed.sessionSecret ?? storedSecret(join(dataDir, 'session-secret')),
  };
}

function isIssues(parsed: ParsedConfig | ConfigIssue[]): parsed is ConfigIssue[] {
  return Array.isArray(parsed);
}

function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ConfigError([
      {
        variable: 'DATA_DIR',
        message: `DATA_DIR 指向的目录 ${dataDir} 无法建立（${reasonOf(error)}）；应为可写的目录`,
      },
    ]);
  }
}

/**
 * The secret kept in a file of mode 0600, generated on first use. The file appears complete or not
 * at all, and of two processes that start together the first one's secret stays.
 */
function storedSecret(file: string): string {
  const existing = readSecret(file);
  if (existing !== undefined) return existing;
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
    linkSync(draft, file);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw secretIssue(file, reasonOf(error));
  } finally {
    rmSync(draft, { force: true });
  }
  const secret = readSecret(file);
  if (secret === undefined) throw secretIssue(file, '写入后读不到');
  return secret;
}

function readSecret(file: string): string | undefined {
  try {
    const secret = readFileSync(file, 'utf8').trim();
    if (secret.length >= 32) return secret;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw secretIssue(file, reasonOf(error));
  }
  throw secretIssue(file, '内容不完整，删除该文件后会重新生成');
}

function secretIssue(file: string, reason: string): ConfigError {
  const message = `SESSION_SECRET 未设置，而保存它的文件 ${file} 无法使用（${reason}）`;
  return new ConfigError([{ variable: 'SESSION_SECRET', message }]);
}

function isCode(error: unknown, code: string): boolean {
  // Not `instanceof Error`: in a test's realm Node's own errors come from another one.
  return (error as { code?: unknown } | null)?.code === code;
}

function reasonOf(error: unknown): string {
  return (error as { message?: string } | null)?.message ?? String(error);
}
