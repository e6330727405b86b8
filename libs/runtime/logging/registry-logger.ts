import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Level, type Logger } from 'pino';
import type { LogLevel } from '#libs/runtime/config/registry-config.js';

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Which process this is: `registry`, `api`, `projector`, `worker`, a script. */
  readonly name: string;
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

/** What Nest says while it puts itself together interests those who look for a fault in that. */
const ASSEMBLY = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'NestMicroservice',
  'RouterExplorer',
  'RoutesResolver',
]);

/** Secrets and persons never reach the log, whoever passes them by mistake. */
const REDACTED = [
  'password',
  'newPassword',
  'accessToken',
  'token',
  'authorization',
  'cookie',
  'sessionSecret',
];

/** Makes the structured log of a process: one JSON object a line. */
export function createPino({ level, name, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { app: name },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: REDACTED.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
      censor: '[redacted]',
    },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Nest's `Logger` calls end here; `pino` serves the request log and whoever wants fields. */
export class RegistryLogger implements LoggerService {
  readonly pino: Logger;

  constructor(options: LoggerOptions) {
    this.pino = createPino(options);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest passes `(message, stack?, context)`. */
  error(message: unknown, ...rest: unknown[]): void {
    const context = contextOf(rest);
    const stack = rest.find((each) => typeof each === 'string' && each !== context);
    this.emit('error', message, context, stack === undefined ? {} : { stack });
  }

  private write(level: Level, message: unknown, rest: unknown[]): void {
    const context = contextOf(rest);
    const quiet = level === 'info' && context !== undefined && ASSEMBLY.has(context);
    this.emit(quiet ? 'debug' : level, message, context, {});
  }

  private emit(
    level: Level,
    message: unknown,
    context: string | undefined,
    fields: Readonly<Record<string, unknown>>,
  ): void {
    const at = context === undefined ? {} : { context };
    if (message instanceof Error) {
      this.pino[level]({ ...at, ...fields, stack: message.stack }, message.message);
    } else if (typeof message === 'object' && message !== null) {
      this.pino[level]({ ...at, ...fields, ...message });
    } else {
      this.pino[level]({ ...at, ...fields }, String(message));
    }
  }
}

/** Nest puts the context last. */
function contextOf(rest: readonly unknown[]): string | undefined {
  const last = rest.at(-1);
  return typeof last === 'string' && !last.includes('\n') ? last : undefined;
}
