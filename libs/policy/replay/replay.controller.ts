import { Controller, Get, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#libs/kernel/actor.js';
import { CurrentActor } from '#libs/runtime/auth/current-actor.decorator.js';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { AWARD_ID } from '../awards/awards.controller.js';
import { ReplayDto } from './replay.dto.js';
import { ReplayAward, ReplayCheck, type ReplayAnswer } from './replay.js';

@ApiBearerAuth()
@Controller('api/v1')
export class ReplayController {
  constructor(private readonly queryBus: QueryBus) {}

  @Get('eligibility-checks/:id/replay')
  @Roles('officer', 'statistician', 'enterprise')
  @ApiTags('政策匹配')
  @ApiOperation({
    summary: '重算一次已完成的匹配，核对与当时是否一致',
    description:
      '只凭清单、截至日、兑现年度和入账截止位置重算，与入账的结果哈希并列；什么都不写入。',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: ReplayDto })
  check(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<ReplayAnswer> {
    return this.queryBus.execute(new ReplayCheck(id, actor));
  }

  @Get('awards/:id/replay')
  @Roles('officer', 'statistician')
  @ApiTags('奖补兑现')
  @ApiOperation({
    summary: '重算一笔奖补所依据的核算，核对与当时是否一致',
    description: '按申请日固定的清单版本、事实与入账截止位置重算；什么都不写入。',
  })
  @ApiParam(AWARD_ID)
  @ApiOkResponse({ type: ReplayDto })
  award(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<ReplayAnswer> {
    return this.queryBus.execute(new ReplayAward(id, actor));
  }
}
