import type { NextFunction, Request, Response } from 'express';

/** How many requests this process is answering just now; streams that stay open do not count. */
class Foreground {
  private underWay = 0;

  get busy(): boolean {
    return this.underWay > 0;
  }

  begin(): () => void {
    this.underWay += 1;
    let ended = false;
    return () => {
      if (!ended) this.underWay -= 1;
      ended = true;
    };
  }
}

/** One for the process: background work gives way to whatever application answers in it. */
export const foreground = new Foreground();

/** Middleware that counts requests until they are answered, or their client has gone. */
export function countForeground(_request: Request, response: Response, next: NextFunction): void {
  const end = foreground.begin();
  response.once('close', end);
  response.locals['endForeground'] = end;
  next();
}

/** For a response that stays open: from here on nobody waits for it. */
export function noLongerForeground(response: Response): void {
  (response.locals['endForeground'] as (() => void) | undefined)?.();
}
