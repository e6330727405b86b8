import type { CommandBus } from '@nestjs/cqrs';
import { parse } from 'yaml';
import {
  DeregisterEnterprise,
  MoveEnterprise,
  RegisterEnterprise,
  RenameEnterprise,
  type RegisterEnterpriseInput,
} from '#libs/enterprises/commands.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { CheckPolicyListAhead, DraftPolicyList, PublishPolicyList } from '#libs/policy/commands.js';
import { TO_ACKNOWLEDGE } from '#libs/policy/domain/cases/case-codes.js';
import {
  ConfirmDeclaration,
  RejectDeclaration,
  SubmitDeclaration,
} from '#libs/policy/declarations/commands.js';
import {
  CorrectRecognition,
  RecordRecognition,
  RevokeRecognition,
  WithdrawRecognition,
} from '#libs/recognitions/commands.js';
import { PublishFigure } from '#libs/statistics/commands.js';
import { SetTargetPlan } from '#libs/targets/commands.js';
import type { SeedCommand } from '../sample-county/step.js';
import { testsBeside, type SeedFiles } from './seed-files.js';

/** Ids and numbers of what was recorded so far, by the name of the record step. */
export type Recorded = ReadonlyMap<string, RecordedRecognition>;

export interface RecordedRecognition {
  readonly id: string;
  readonly number: string;
}

/** A step made ready: what it says (to be hashed), and how it is sent. */
export interface PreparedCommand {
  readonly input: unknown;
  /** Answers what was recorded, where something was. */
  readonly send: (
    bus: CommandBus,
    context: CommandContext,
  ) => Promise<RecordedRecognition | undefined>;
  /** What may begin long before it is sent, where that takes long. */
  readonly ahead?: (bus: CommandBus) => Promise<unknown>;
}

/**
 * Turns a step into its command: puts issued numbers and the text of files in their places.
 * @throws RangeError when it names what was not recorded, or a file that was not read
 */
export function prepare(
  command: SeedCommand,
  files: SeedFiles,
  recorded: Recorded,
): PreparedCommand {
  switch (command.type) {
    case 'record-recognition': {
      const input = withNumbers(command.body, recorded);
      return {
        input,
        send: async (bus, context) => {
          const { recognition } = await bus.execute(new RecordRecognition(context, input));
          return { id: recognition.id, number: recognition.number };
        },
      };
    }
    case 'correct-recognition':
    case 'revoke-recognition':
    case 'withdraw-recognition':
      return prepareAmendment(command, recorded);
    case 'set-target-plan':
    case 'draft-policy-list':
    case 'publish-policy-list':
      return prepareFile(command, files);
    case 'submit-declaration':
    case 'confirm-declaration':
    case 'reject-declaration':
      return prepareDeclaration(command);
    case 'publish-figure':
      return ready(command.body, (context) => new PublishFigure(context, command.body));
    default:
      return prepareEnterprise(command);
  }
}

type Only<Type extends SeedCommand['type']> = Extract<SeedCommand, { type: Type }>;

function prepareEnterprise(
  command: Only<
    'register-enterprise' | 'rename-enterprise' | 'move-enterprise' | 'deregister-enterprise'
  >,
): PreparedCommand {
  switch (command.type) {
    case 'register-enterprise': {
      // The slice checks the words; here they are only text.
      const input = command.body as RegisterEnterpriseInput;
      return ready(input, (context) => new RegisterEnterprise(context, input));
    }
    case 'rename-enterprise': {
      const { creditCode, body } = command;
      return ready(command, (context) => new RenameEnterprise(context, creditCode, body));
    }
    case 'move-enterprise': {
      const { creditCode, body } = command;
      return ready(command, (context) => new MoveEnterprise(context, creditCode, body));
    }
    case 'deregister-enterprise': {
      const { creditCode, body } = command;
      return ready(command, (context) => new DeregisterEnterprise(context, creditCode, body));
    }
  }
}

function prepareDeclaration(
  command: Only<'submit-declaration' | 'confirm-declaration' | 'reject-declaration'>,
): PreparedCommand {
  const { creditCode } = command;
  switch (command.type) {
    case 'submit-declaration': {
      const { body } = command;
      return ready(command, (context) => new SubmitDeclaration(context, creditCode, body));
    }
    case 'confirm-declaration': {
      const { year, body } = command;
      return ready(command, (context) => new ConfirmDeclaration(context, creditCode, year, body));
    }
    case 'reject-declaration': {
      const { year, body } = command;
      return ready(command, (context) => new RejectDeclaration(context, creditCode, year, body));
    }
  }
}

function prepareAmendment(
  command: Only<'correct-recognition' | 'revoke-recognition' | 'withdraw-recognition'>,
  recorded: Recorded,
): PreparedCommand {
  const { id } = found(command.record, recorded);
  switch (command.type) {
    case 'correct-recognition': {
      const body = withNumbers(command.body, recorded);
      return ready({ id, body }, (context) => new CorrectRecognition(context, id, body));
    }
    case 'revoke-recognition': {
      const { body } = command;
      return ready({ id, body }, (context) => new RevokeRecognition(context, id, body));
    }
    case 'withdraw-recognition': {
      const { body } = command;
      return ready({ id, body }, (context) => new WithdrawRecognition(context, id, body));
    }
  }
}

function prepareFile(
  command: Only<'set-target-plan' | 'draft-policy-list' | 'publish-policy-list'>,
  files: SeedFiles,
): PreparedCommand {
  const text = files.get(command.file);
  if (text === undefined) throw new RangeError(`seeds: ${command.file} was not read`);
  switch (command.type) {
    case 'set-target-plan': {
      const { items, source } = parse(text) as { items: unknown; source: unknown };
      const { regionCode, year } = command;
      const input = { regionCode, year, items, source };
      return ready(input, (context) => new SetTargetPlan(context, input));
    }
    case 'draft-policy-list': {
      const tests = files.get(testsBeside(command.file));
      const input = { text, ...(tests === undefined ? {} : { tests }) };
      return {
        ...ready(input, (context) => new DraftPolicyList(context, input)),
        ahead: (bus) => bus.execute(new CheckPolicyListAhead(input)),
      };
    }
    case 'publish-policy-list': {
      const { list, version } = parse(text) as { list: string; version: number };
      // What the cases of a list that ships leave open is told by its own specs.
      const input = { id: list, version, acknowledge: TO_ACKNOWLEDGE };
      return ready(input, (context) => new PublishPolicyList(context, input));
    }
  }
}

function ready(input: unknown, message: (context: CommandContext) => object): PreparedCommand {
  return {
    input,
    send: async (bus, context) => {
      await bus.execute(message(context));
      return undefined;
    },
  };
}

/** A body with every `{ numberOf: name }` replaced by the number that was issued. */
function withNumbers<Body>(body: Body, recorded: Recorded): Body {
  return replaceNumbers(body, recorded) as Body;
}

function replaceNumbers(value: unknown, recorded: Recorded): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => replaceNumbers(item, recorded));
  if (typeof value !== 'object' || value === null) return value;
  if ('numberOf' in value) return found(String(value.numberOf), recorded).number;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, replaceNumbers(inner, recorded)]),
  );
}

function found(name: string, recorded: Recorded): RecordedRecognition {
  const recognition = recorded.get(name);
  if (!recognition) throw new RangeError(`seeds: nothing was recorded as ${name}`);
  return recognition;
}
