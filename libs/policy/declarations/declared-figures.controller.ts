import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Roles } from '#libs/runtime/auth/roles.decorator.js';
import { CsvList } from '#libs/runtime/http/csv.js';
import { AfterQuery } from '#libs/runtime/http/query.dto.js';
import { declarableFacts } from '../domain/declarations/figures.js';
import { acceptedForm } from '../domain/facts/values.js';
import { withNames, type Named } from '../enterprise-names.js';
import { PolicyDictionary } from '../policy-dictionary.js';
import { DeclarableFiguresDto, DeclarationsQuery, DeclaredFiguresDto } from './declarations.dto.js';
import { FIGURE_COLUMNS } from './figure-columns.js';
import { DeclaredFigureList, type DeclarableFigure, type ListedFigure } from './queries.js';

@ApiTags('指标申报')
@ApiBearerAuth()
@Controller('api/v1')
export class DeclaredFiguresController {
  constructor(
    private readonly queryBus: QueryBus,
    private readonly policy: PolicyDictionary,
  ) {}

  @Get('declarations')
  @Roles('officer', 'statistician')
  @ApiOperation({
    summary: '各企业申报的指标',
    description: '最近变动的在前；state=declared 为待核实的。',
  })
  @ApiOkResponse({ type: DeclaredFiguresDto })
  @CsvList<ListedFigure & Named>('申报指标', FIGURE_COLUMNS)
  async list(@Query() query: DeclarationsQuery): Promise<DeclaredFiguresDto> {
    const asked = new DeclaredFigureList(query);
    return withNames(this.queryBus, await this.queryBus.execute(asked));
  }

  @Get('declarable-figures')
  @Roles('officer', 'statistician', 'enterprise')
  @ApiOperation({ summary: '可申报的指标', description: '指标名、类型与写法，用于生成申报表。' })
  @ApiOkResponse({ type: DeclarableFiguresDto })
  declarable(@Query() _query: AfterQuery): { readonly items: readonly DeclarableFigure[] } {
    const items = declarableFacts(this.policy.dictionary).map((fact) => ({
      fact: fact.id,
      label: fact.label,
      type: fact.type,
      accepted: acceptedForm(fact),
      reportAt: fact.reportAt,
    }));
    return { items };
  }
}
