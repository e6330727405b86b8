import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { CommandAnswer, type PageOf } from '#libs/runtime/http/command-answer.js';
import { Context } from '#libs/runtime/http/command-context.decorator.js';
import { JobSources, type JobRow, type JobStatus } from './job-sources.js';
import { JobDto, JobsDto, JobsQuery } from './jobs.dto.js';

const NOT_DONE: readonly JobStatus[] = ['queued', 'running', 'paused', 'failed'];
/** Lists are for looking at what is stuck, not for paging through history. */
const DEEPEST = 10_000;

@ApiTags('任务')
@ApiBearerAuth()
@Roles('system-admin')
@Controller('api/v1/jobs')
export class JobsController {
  constructor(private readonly sources: JobSources) {}

  @Get()
  @ApiOperation({
    summary: '后台任务：排队、进行中、暂停、失败的，新的在前',
    description: '取自台账，不取自队列：清空队列不会丢失任务。不含业务数据。',
  })
  @ApiOkResponse({ type: JobsDto })
  async list(@Query() query: JobsQuery): Promise<PageOf<JobRow>> {
    const { after, status, page, pageSize } = query;
    const statuses = status === undefined ? NOT_DONE : [status];
    const limit = Math.min(page * pageSize, DEEPEST);
    const lists = await Promise.all(
      this.sources.all.map((source) => source.list({ after, statuses, limit })),
    );
    const items = lists
      .flatMap((list) => list.items)
      .sort((a, b) => b.requestedAt.localeCompare(a.requestedAt))
      .slice((page - 1) * pageSize, page * pageSize);
    const total = lists.reduce((sum, list) => sum + list.total, 0);
    return { items, total, page, pageSize };
  }

  @Post(':id/retry')
  @HttpCode(200)
  @ApiOperation({
    summary: '重试一个失败的任务',
    description: '所问的内容与入账截止时点不变；没有失败的任务再次重试不改变什么。',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: JobDto })
  async retry(
    @Context() context: CommandContext,
    @Param('id') id: string,
  ): Promise<CommandAnswer<JobRow>> {
    for (const source of this.sources.all) {
      const retried = await source.retry(id, context);
      if (retried) {
        const { job, position, revision } = retried;
        return new CommandAnswer(job, { status: 200, position, revision });
      }
    }
    throw new RefusalError(Refusal.notFound('job-not-found', '没有这个任务，请核对编号'));
  }
}
