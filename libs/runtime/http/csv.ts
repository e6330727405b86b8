import {
  applyDecorators,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { map, type Observable } from 'rxjs';
import { toCsv, type CsvColumn } from './answer/csv-format.js';
import type { PageOf } from './command-answer.js';

export type { CsvColumn } from './answer/csv-format.js';

/**
 * Method decorator for a list: with `Accept: text/csv` the items of the page are answered as CSV
 * (UTF-8 with byte order mark, RFC 4180, safe against formulas), `X-Total-Count` saying how many
 * there are on all pages.
 * @param filename name to save it under, without extension; may be Chinese
 */
export function CsvList<Row extends object>(
  filename: string,
  columns: readonly CsvColumn<Row>[],
): MethodDecorator {
  return applyDecorators(
    ApiProduces('application/json', 'text/csv'),
    UseInterceptors(new CsvInterceptor(filename, columns as readonly CsvColumn<object>[])),
  );
}

class CsvInterceptor implements NestInterceptor {
  constructor(
    private readonly filename: string,
    private readonly columns: readonly CsvColumn<object>[],
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    response.vary('Accept');
    if (request.accepts(['application/json', 'text/csv']) !== 'text/csv') return next.handle();
    return next.handle().pipe(
      map((page: PageOf<object>) => {
        response.type('text/csv');
        response.setHeader('Content-Disposition', disposition(this.filename));
        response.setHeader('X-Total-Count', String(page.total));
        return toCsv(page.items, this.columns);
      }),
    );
  }
}

/** RFC 6266: a plain name for old clients, the real one for the others. */
function disposition(filename: string): string {
  const plain = filename.replace(/[^A-Za-z0-9._-]/g, '_');
  return `attachment; filename="${plain}.csv"; filename*=UTF-8''${encodeURIComponent(filename)}.csv`;
}
