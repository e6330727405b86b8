import { Command } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/kernel/command-context.js';
import type {
  DeregisterEnterpriseInput,
  MoveEnterpriseInput,
  RenameEnterpriseInput,
} from './domain/changes.js';
import type { RegisterEnterpriseInput } from './domain/registration.js';
import type { EnterpriseAnswer } from './queries.js';

export type {
  DeregisterEnterpriseInput,
  MoveEnterpriseInput,
  RenameEnterpriseInput,
} from './domain/changes.js';
export type { RegisterEnterpriseInput } from './domain/registration.js';

/** What every command of an enterprise answers. */
export interface EnterpriseResult {
  /** As it is today by its stream right after the command (a repeat: right after the first time). */
  readonly enterprise: EnterpriseAnswer;
  /** True when the command's own events are in the ledger; false when it was so already. */
  readonly created: boolean;
  readonly position: bigint;
  readonly revision: bigint;
}

/** @throws RefusalError 422, 409 `enterprise-already-registered` */
export class RegisterEnterprise extends Command<EnterpriseResult> {
  constructor(
    readonly context: CommandContext,
    readonly input: RegisterEnterpriseInput,
  ) {
    super();
  }
}

/** @throws RefusalError 422, 404 `enterprise-not-found`, 409 `enterprise-deregistered` */
export class RenameEnterprise extends Command<EnterpriseResult> {
  constructor(
    readonly context: CommandContext,
    readonly creditCode: string,
    readonly input: RenameEnterpriseInput,
  ) {
    super();
  }
}

/** @throws RefusalError 422, 404 `enterprise-not-found`, 409 `enterprise-deregistered` */
export class MoveEnterprise extends Command<EnterpriseResult> {
  constructor(
    readonly context: CommandContext,
    readonly creditCode: string,
    readonly input: MoveEnterpriseInput,
  ) {
    super();
  }
}

/** @throws RefusalError 422, 404 `enterprise-not-found`, 409 `enterprise-already-deregistered` */
export class DeregisterEnterprise extends Command<EnterpriseResult> {
  constructor(
    readonly context: CommandContext,
    readonly creditCode: string,
    readonly input: DeregisterEnterpriseInput,
  ) {
    super();
  }
}
