import { readFileSync } from 'node:fs';
import { getQueueToken } from '@nestjs/bullmq';
import type { LoggerService } from '@nestjs/common';
import { CommandBus, CqrsModule, QueryBus } from '@nestjs/cqrs';
import { Test, type TestingModule, type TestingModuleBuilder } from '@nestjs/testing';
import type { Queue } from 'bullmq';
import { enterprisesProjections, EnterprisesModule } from '#libs/enterprises/index.js';
import { RegisterEnterprise } from '#libs/enterprises/commands.js';
import { EventStoreModule } from '#libs/event-store/event-store.module.js';
import { eventStoreMigrations } from '#libs/event-store/migrations.js';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { ProjectionsModule } from '#libs/event-store/projections/projections.module.js';
import type { Actor } from '#libs/kernel/actor.js';
import { canonicalJson, sha256Hex } from '#libs/kernel/canonical-json.js';
import type { CommandContext } from '#libs/kernel/command-context.js';
import { uuidV7 } from '#libs/kernel/uuid.js';
import { recognitionsProjections, RecognitionsModule } from '#libs/recognitions/index.js';
import { RecordRecognition, type RecordRecognitionInput } from '#libs/recognitions/commands.js';
import { ConfigModule } from '#libs/runtime/config/config.module.js';
import { parseConfig } from '#libs/runtime/config/parse-config.js';
import type { RegistryConfig } from '#libs/runtime/config/registry-config.js';
import { DatabaseModule } from '#libs/runtime/database/database.module.js';
import type { DemandJob } from '#libs/runtime/queue/demand-queue.js';
import { DraftPolicyList, PublishPolicyList, RequestEligibilityCheck } from '../commands.js';
import {
  eligibilityProjections,
  PolicyJobsModule,
  policyMigrations,
  PolicyModule,
} from '../index.js';
import { EligibilityCheckOf, type CheckAnswer } from '../queries.js';

export const OFFICER: Actor = { id: 'officer-1', role: 'officer' };
export const SAMPLE_LIST = readFileSync('seeds/county-2023/policy-list.yaml', 'utf8');

const SILENT: LoggerService = { log: noop, error: noop, warn: noop };

function noop(): void {
  // Tests look at the ledger, not at the log.
}

export interface HostOptions {
  readonly url: string;
  readonly redisUrl?: string | undefined;
  /** Keeps the read models up to date. */
  readonly projections?: boolean;
  /** Runs jobs. */
  readonly jobs?: boolean;
  readonly change?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
}

/** One process of the registry, as far as policy is concerned: api, projector or worker. */
export class PolicyHost {
  private constructor(readonly module: TestingModule) {}

  static async start(options: HostOptions): Promise<PolicyHost> {
    const definitions = [
      ...enterprisesProjections,
      ...recognitionsProjections,
      ...eligibilityProjections,
    ];
    const builder = Test.createTestingModule({
      imports: [
        ConfigModule.forRoot(configOf(options)),
        DatabaseModule.forRoot({
          url: options.url,
          migrations: [...eventStoreMigrations, ...policyMigrations],
          entities: [],
          runMigrations: true,
        }),
        EventStoreModule.forRoot({ ledger: 'registry' }),
        ProjectionsModule.forRoot({ definitions, run: options.projections ?? false }),
        CqrsModule.forRoot(),
        EnterprisesModule,
        RecognitionsModule,
        PolicyModule,
        ...(options.jobs === true ? [PolicyJobsModule] : []),
      ],
    }).setLogger(SILENT);
    const module = await (options.change?.(builder) ?? builder).compile();
    await module.init();
    return new PolicyHost(module);
  }

  stop(): Promise<void> {
    return this.module.close();
  }

  get store(): EventStore {
    return this.module.get<EventStore>(EVENT_STORE);
  }

  get commands(): CommandBus {
    return this.module.get(CommandBus);
  }

  get queries(): QueryBus {
    return this.module.get(QueryBus);
  }

  queue(name: string): Queue<DemandJob> {
    return this.module.get<Queue<DemandJob>>(getQueueToken(name), { strict: false });
  }

  async register(creditCode: string): Promise<void> {
    const input = { creditCode, name: `样例企业 ${creditCode.slice(-4)}`, regionCode: '411323' };
    await this.commands.execute(new RegisterEnterprise(context(input), input));
  }

  async record(input: RecordRecognitionInput): Promise<void> {
    await this.commands.execute(new RecordRecognition(context(input), input));
  }

  async publish(text = SAMPLE_LIST): Promise<{ readonly id: string; readonly version: number }> {
    const { id, version } = await this.commands.execute(
      new DraftPolicyList(context(text), { text }),
    );
    const input = { id, version, acknowledge: ['no-tests'] };
    await this.commands.execute(new PublishPolicyList(context(input), input));
    return { id, version };
  }

  async request(creditCode: string, asOf?: string): Promise<string> {
    const input = { creditCode, asOf };
    const command = new RequestEligibilityCheck(context(input), input);
    return (await this.commands.execute(command)).id;
  }

  check(id: string): Promise<CheckAnswer> {
    return this.queries.execute(new EligibilityCheckOf(id, {}, OFFICER));
  }

  /** The check once it has an answer. */
  answered(id: string, within = 30_000): Promise<CheckAnswer> {
    const isDone = (check: CheckAnswer): boolean =>
      check.status === 'completed' || check.status === 'failed';
    return eventually(() => this.check(id), isDone, within);
  }
}

/** Asks again until the answer is as wanted. @throws Error with the last answer when time is up */
export async function eventually<T>(
  ask: () => Promise<T>,
  isWanted: (answer: T) => boolean,
  within = 30_000,
): Promise<T> {
  for (const deadline = Date.now() + within; ;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${within} ms: ${canonicalJson(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export function context(input: unknown, actor: Actor = OFFICER): CommandContext {
  const commandId = uuidV7();
  return {
    commandId,
    actor,
    now: new Date().toISOString(),
    correlationId: commandId,
    source: 'http',
    bodyHash: sha256Hex(canonicalJson(input)),
    idempotent: false,
  };
}

function configOf({ url, redisUrl }: HostOptions): RegistryConfig {
  const config = parseConfig({ DATABASE_URL: url, REDIS_URL: redisUrl, DEMO: '0' });
  if (Array.isArray(config)) throw new Error(JSON.stringify(config));
  return { ...config, sessionSecret: 'test' };
}
