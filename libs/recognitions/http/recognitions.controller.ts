import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor } from '#libs/kernel/actor.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { CurrentActor } from '#libs/runtime/auth/current-actor.decorator.js';
import { requireOwn, visibleCreditCode } from '#libs/runtime/auth/own-enterprise.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { CommandAnswer } from '#libs/runtime/http/command-answer.js';
import { Context } from '#libs/runtime/http/command-context.decorator.js';
import { CsvList } from '#libs/runtime/http/csv.js';
import { AsKnownQuery } from '#libs/runtime/http/query.dto.js';
import {
  CorrectRecognition,
  RecordRecognition,
  RevokeRecognition,
  WithdrawRecognition,
  type RecognitionResult,
} from '../commands.js';
import {
  RecognitionById,
  RecognitionList,
  type RecognitionAnswer,
  type RecognitionListAnswer,
} from '../queries.js';
import { RecognitionDto, RecognitionsDto } from './recognition.answers.js';
import {
  CorrectRecognitionDto,
  RecordRecognitionDto,
  RevokeRecognitionDto,
  WithdrawRecognitionDto,
} from './recognition.dto.js';
import { RECOGNITION_COLUMNS } from './recognition-columns.js';
import { RecognitionsQuery } from './recognitions-query.dto.js';

const ID = {
  name: 'id',
  description: '类别.编号',
  example: 'high-tech-firm.GR202341000123',
};

@ApiTags('台账记录')
@ApiBearerAuth()
@Roles('officer', 'statistician', 'enterprise')
@Controller('api/v1/recognitions')
export class RecognitionsController {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
  ) {}

  @Post()
  @Roles('officer')
  @ApiOperation({
    summary: '登记一条台账记录',
    description:
      '同一编号、同一单位、同样内容的重复登记答 200，不重复入账；' +
      '编号已在他人名下答 409 number-held-by-another，内容不同答 409 already-recorded-differently。',
  })
  @ApiCreatedResponse({ type: RecognitionDto })
  @ApiOkResponse({ type: RecognitionDto, description: '此前已登记，内容相同' })
  async record(
    @Context() context: CommandContext,
    @Body() body: RecordRecognitionDto,
  ): Promise<CommandAnswer<RecognitionAnswer>> {
    const result = await this.commandBus.execute(new RecordRecognition(context, body));
    return answer(result, result.created ? 201 : 200);
  }

  @Get()
  @ApiOperation({
    summary: '台账记录列表',
    description:
      '按计入日由近到远。不指定 status 时不含已作废的；指定 asOf 时不含当日尚未开始的。' +
      '企业账号只看到本企业的记录。',
  })
  @ApiOkResponse({ type: RecognitionsDto })
  @CsvList<RecognitionAnswer>('台账记录', RECOGNITION_COLUMNS)
  list(
    @Query() query: RecognitionsQuery,
    @CurrentActor() actor: Actor,
  ): Promise<RecognitionListAnswer> {
    const now = new Date().toISOString();
    return this.queryBus.execute(new RecognitionList(query, now, visibleCreditCode(actor)));
  }

  @Get(':id')
  @ApiOperation({ summary: '一条台账记录', description: '也答已作废的。应答头 ETag 为修订号。' })
  @ApiParam(ID)
  @ApiOkResponse({ type: RecognitionDto })
  async one(
    @Param('id') id: string,
    @Query() query: AsKnownQuery,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RecognitionAnswer> {
    const now = new Date().toISOString();
    const recognition = await this.queryBus.execute<RecognitionById, RecognitionAnswer>(
      new RecognitionById(id, query, now),
    );
    requireOwn(actor, recognition.creditCode);
    response.setHeader('ETag', `"${recognition.revision}"`);
    return recognition;
  }

  @Post(':id/corrections')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({
    summary: '更正',
    description:
      '合并所给各项（null 为清除），计入年度与日期重新计算。技术合同的变更登记也用更正。',
  })
  @ApiParam(ID)
  @ApiOkResponse({ type: RecognitionDto })
  async correct(
    @Context() context: CommandContext,
    @Param('id') id: string,
    @Body() body: CorrectRecognitionDto,
  ): Promise<CommandAnswer<RecognitionAnswer>> {
    return answer(await this.commandBus.execute(new CorrectRecognition(context, id, body)));
  }

  @Post(':id/revocations')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({
    summary: '取消',
    description: '主管部门取消、撤销；技术合同的注销登记也用取消。编号不因此空出。',
  })
  @ApiParam(ID)
  @ApiOkResponse({ type: RecognitionDto })
  async revoke(
    @Context() context: CommandContext,
    @Param('id') id: string,
    @Body() body: RevokeRecognitionDto,
  ): Promise<CommandAnswer<RecognitionAnswer>> {
    return answer(await this.commandBus.execute(new RevokeRecognition(context, id, body)));
  }

  @Post(':id/withdrawals')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({
    summary: '作废',
    description: '录入有误，自始不计。此后原编号可重新登记，也可登记在其他单位名下。',
  })
  @ApiParam(ID)
  @ApiOkResponse({ type: RecognitionDto })
  async withdraw(
    @Context() context: CommandContext,
    @Param('id') id: string,
    @Body() body: WithdrawRecognitionDto,
  ): Promise<CommandAnswer<RecognitionAnswer>> {
    return answer(await this.commandBus.execute(new WithdrawRecognition(context, id, body)));
  }
}

function answer(
  { recognition, revision, position }: RecognitionResult,
  status: 200 | 201 = 200,
): CommandAnswer<RecognitionAnswer> {
  return new CommandAnswer(recognition, { status, revision, position });
}
