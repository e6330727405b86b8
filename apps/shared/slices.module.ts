import { Module } from '@nestjs/common';
import { EnterprisesModule } from '#libs/enterprises/index.js';
import { PolicyModule } from '#libs/policy/index.js';
import { RecognitionsModule } from '#libs/recognitions/index.js';
import { StatisticsModule } from '#libs/statistics/index.js';
import { TargetsModule } from '#libs/targets/index.js';

/** The business slices: their commands and queries, and (in an HTTP process) their endpoints. */
@Module({
  imports: [EnterprisesModule, RecognitionsModule, TargetsModule, StatisticsModule, PolicyModule],
})
export class SlicesModule {}
