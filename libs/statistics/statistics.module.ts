import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { FiguresController } from './figures.controller.js';
import { FiguresKnownAtHandler } from './figures-known-at.query.js';
import { FiguresOfHandler } from './figures-of.query.js';
import { PublishFigureHandler } from './publish-figure.command.js';

/** Reported figures: publishing them, reading their vintages. */
@Module({
  imports: [CqrsModule],
  controllers: [FiguresController],
  providers: [PublishFigureHandler, FiguresKnownAtHandler, FiguresOfHandler],
})
export class StatisticsModule {}
