import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import type { PageOf } from '#libs/runtime/http/command-answer.js';
import { AfterQuery } from '#libs/runtime/http/query.dto.js';
import { RecognitionForms, type RecognitionForm, type RecognitionFormsAnswer } from '../queries.js';
import { RecognitionFormsDto } from './recognition-form.answers.js';

@ApiTags('台账记录')
@ApiBearerAuth()
@Roles('officer', 'statistician', 'enterprise')
@Controller('api/v1/recognition-kinds')
export class RecognitionKindsController {
  constructor(private readonly queryBus: QueryBus) {}

  @Get()
  @ApiOperation({
    summary: '各类别的填写说明',
    description: '各项的类型、名称、是否必填与可选值；表单与导入模板由此而来。',
  })
  @ApiOkResponse({ type: RecognitionFormsDto })
  // Every query takes `after`; the kinds come from the program and have nothing to wait for.
  async list(@Query() _after: AfterQuery): Promise<PageOf<RecognitionForm>> {
    const items = await this.queryBus.execute<RecognitionForms, RecognitionFormsAnswer>(
      new RecognitionForms(),
    );
    return { items, total: items.length, page: 1, pageSize: items.length };
  }
}
