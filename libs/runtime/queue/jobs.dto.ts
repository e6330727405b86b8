import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { coded } from '#libs/runtime/http/request/coded-message.js';
import { PagedQuery } from '#libs/runtime/http/query.dto.js';
import { JOB_STATUSES, type JobRow, type JobStatus } from './job-sources.js';

export class JobsQuery extends PagedQuery {
  @ApiProperty({
    enum: JOB_STATUSES,
    required: false,
    description: '只看这一状态；不填为未完成的：排队、进行中、暂停、失败',
    example: 'failed',
  })
  @IsOptional()
  @IsIn(JOB_STATUSES, {
    message: coded('status', `任务状态须为以下之一：${JOB_STATUSES.join('、')}`),
  })
  status?: JobStatus;
}

class JobProgressDto {
  @ApiProperty({ example: 150 })
  done: number;

  @ApiProperty({ example: 420 })
  total: number;
}

export class JobDto implements JobRow {
  @ApiProperty({ format: 'uuid', example: '018cc251-f400-7000-8000-000000000001' })
  id: string;

  @ApiProperty({ example: 'eligibility-check' })
  kind: string;

  @ApiProperty({ description: '任务名称', example: '政策匹配' })
  label: string;

  @ApiProperty({ enum: JOB_STATUSES, example: 'failed' })
  status: JobStatus;

  @ApiProperty({ format: 'date-time', example: '2023-11-30T01:00:00.000Z' })
  requestedAt: string;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  finishedAt: string | null;

  @ApiProperty({ description: '管理员要求重试的次数', example: 0 })
  retries: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: '失败原因',
    example: '多次尝试后仍未完成（5 次），请稍后由系统管理员重试',
  })
  reason: string | null;

  @ApiProperty({ type: JobProgressDto, nullable: true, description: '成批任务的进度' })
  progress: JobProgressDto | null;
}

export class JobsDto {
  @ApiProperty({ type: [JobDto] })
  items: readonly JobDto[];

  @ApiProperty({ example: 1 })
  total: number;

  @ApiProperty({ example: 1 })
  page: number;

  @ApiProperty({ example: 50 })
  pageSize: number;
}
