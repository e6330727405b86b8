import {
  Injectable,
  Optional,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Response } from 'express';
import { map, type Observable } from 'rxjs';
import { CommandAnswer } from '../command-answer.js';
import { PositionFormat } from './position-format.js';

/** Turns a {@link CommandAnswer} into status, `Registry-Position`, `ETag` and body. */
@Injectable()
export class CommandAnswerInterceptor implements NestInterceptor {
  constructor(@Optional() private readonly positions?: PositionFormat) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(
      map((answer: unknown) => {
        if (!(answer instanceof CommandAnswer)) return answer;
        this.write(answer, response);
        return answer.body as unknown;
      }),
    );
  }

  private write({ options }: CommandAnswer<unknown>, response: Response): void {
    response.status(options.status ?? 200);
    if (options.revision !== undefined) response.setHeader('ETag', `"${options.revision}"`);
    if (options.position === undefined) return;
    if (!this.positions) throw new Error('no PositionFormat is provided by the host');
    response.setHeader('Registry-Position', this.positions.format(options.position));
  }
}
