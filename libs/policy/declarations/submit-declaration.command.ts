import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Issues, readCreditCode, readSource } from '#libs/kernel/read-fields.js';
import { RefusalError } from '#libs/kernel/refusal.js';
import { SubmitDeclaration, type DeclarationResult } from './commands.js';
import { submitDeclaration } from '../domain/declarations/decisions.js';
import type { DeclarationSubmitted } from '../domain/declarations/events.js';
import { readFigures, readYear } from '../domain/declarations/figures.js';
import { refusePersonalData } from '../domain/declarations/personal-data.js';
import type { FactDictionary } from '../domain/facts/dictionary.js';
import { DeclarationCommands } from './declaration-commands.js';

@CommandHandler(SubmitDeclaration)
export class SubmitDeclarationHandler implements ICommandHandler<SubmitDeclaration> {
  constructor(private readonly declarations: DeclarationCommands) {}

  execute(command: SubmitDeclaration): Promise<DeclarationResult> {
    const data = readDeclaration(this.declarations.dictionary, command);
    return this.declarations.run(command.context, data, (dictionary, state) =>
      submitDeclaration(dictionary, data, state),
    );
  }
}

function readDeclaration(
  dictionary: FactDictionary,
  { creditCode: code, input, context }: SubmitDeclaration,
): DeclarationSubmitted['data'] {
  const issues = new Issues();
  const rule = { path: 'creditCode', label: '统一社会信用代码', required: true };
  const creditCode = readCreditCode(code, rule, issues);
  const year = readYear(input.year, context.now, issues);
  const figures = readFigures(dictionary, input.figures, issues);
  const source = readSource(input.source, issues);
  if (source) refusePersonalData(source.title, 'source.title', '来源文件名称', issues);
  if (issues.any || creditCode === undefined || year === undefined || source === undefined) {
    throw new RefusalError(issues.refusal());
  }
  return { creditCode, year, figures, source };
}
