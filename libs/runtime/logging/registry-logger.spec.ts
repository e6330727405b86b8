import { Logger } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import type { LogLevel } from '#libs/runtime/config/registry-config.js';
import { RegistryLogger } from './registry-logger.js';

function logged(
  use: (logger: RegistryLogger) => void,
  level: LogLevel = 'info',
): Record<string, unknown>[] {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  use(new RegistryLogger({ level, name: 'spec', destination }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the log', () => {
  it('is one JSON object a line with level, time, process and context', () => {
    expect(logged((logger) => logger.warn('something', 'Database'))).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        app: 'spec',
        context: 'Database',
        msg: 'something',
      },
    ]);
  });

  it('keeps the stack of an error apart from its message', () => {
    const [one] = logged((logger) => logger.error('it failed', 'Error: x\n    at y', 'Http'));
    expect(one).toMatchObject({ msg: 'it failed', context: 'Http', stack: 'Error: x\n    at y' });
    const [two] = logged((logger) => logger.error(new RangeError('too far'), 'Http'));
    expect(two).toMatchObject({
      msg: 'too far',
      context: 'Http',
      stack: expect.stringContaining('RangeError'),
    });
  });

  it('leaves out what is below its level, and everything when it is silent', () => {
    expect(logged((logger) => logger.debug('x', 'C'))).toEqual([]);
    expect(logged((logger) => logger.debug('x', 'C'), 'debug')).toHaveLength(1);
    expect(logged((logger) => logger.fatal('x', 'C'), 'silent')).toEqual([]);
  });

  it('does not tell how Nest puts itself together, unless asked', () => {
    const assemble = (logger: RegistryLogger): void => {
      logger.log('Mapped {/x, GET} route', 'RouterExplorer');
    };
    expect(logged(assemble)).toEqual([]);
    expect(logged(assemble, 'debug')).toHaveLength(1);
  });

  it.each(['password', 'accessToken', 'authorization', 'sessionSecret'])(
    'never shows a %s',
    (key) => {
      const lines = logged((logger) => {
        logger.log({
          msg: 'x',
          [key]: 's3cret',
          body: { [key]: 's3cret', user: { [key]: 's3cret' } },
        });
        logger.pino.info({ headers: { [key]: 's3cret' } }, 'x');
      });
      expect(lines).toHaveLength(2);
      expect(JSON.stringify(lines)).not.toContain('s3cret');
    },
  );

  it('serves the loggers that Nest hands out', () => {
    const lines = logged((logger) => {
      Logger.overrideLogger(logger);
      new Logger('Somewhere').error('bad', 'stack\nat z');
    });
    expect(lines[0]).toMatchObject({
      level: 'error',
      context: 'Somewhere',
      msg: 'bad',
      stack: 'stack\nat z',
    });
  });
});
