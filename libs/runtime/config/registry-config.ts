/** Levels of the structured log; `silent` writes nothing. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Digests that the ledger may be sealed with: SHA-256, and SM3 of GB/T 32905. */
export const LEDGER_DIGESTS = ['sha256', 'sm3'] as const;

export type LedgerDigest = (typeof LEDGER_DIGESTS)[number];

/** DI token of the {@link RegistryConfig} of this process. */
export const REGISTRY_CONFIG = Symbol('REGISTRY_CONFIG');

/** Everything that can be configured, checked and typed; see docs/reference/configuration.md. */
export interface ParsedConfig {
  readonly production: boolean;
  readonly host: string;
  /** 0 lets the system choose a free port. */
  readonly port: number;
  /** As it was given; {@link RegistryConfig} holds the absolute path. */
  readonly dataDir: string;
  /** Undefined: the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** Undefined: events are kept in PostgreSQL; otherwise in the KurrentDB at this address. */
  readonly eventStoreUrl: string | undefined;
  /** Name of the ledger; prefixes its streams in a shared event store. */
  readonly ledger: string;
  /** Algorithm of the seals that are made from now on. */
  readonly ledgerDigest: LedgerDigest;
  /** Undefined: jobs are kept in PostgreSQL. */
  readonly redisUrl: string | undefined;
  /** Seed the sample county and its accounts. */
  readonly demo: boolean;
  readonly demoPassword: string;
  /** Undefined: generated into the data directory. Always set in production. */
  readonly sessionSecret: string | undefined;
  readonly logLevel: LogLevel;
}

export interface RegistryConfig extends ParsedConfig {
  /** Absolute path. */
  readonly dataDir: string;
  readonly sessionSecret: string;
}

/** One variable that cannot be used. */
export interface ConfigIssue {
  readonly variable: string;
  /** Chinese sentence naming the variable, what is wrong and what is accepted. Holds no secret. */
  readonly message: string;
}

/** The configuration cannot be used; the message lists every issue, one a line. */
export class ConfigError extends Error {
  constructor(readonly issues: readonly ConfigIssue[]) {
    super(['配置有误，未启动：', ...issues.map((issue) => `  - ${issue.message}`)].join('\n'));
    this.name = 'ConfigError';
  }
}
