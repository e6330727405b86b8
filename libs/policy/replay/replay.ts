import { Query } from '@nestjs/cqrs';
import type { Actor } from '#libs/kernel/actor.js';

/** What an evaluation came to, told by its hashes. */
export interface Fingerprints {
  readonly list: string;
  readonly version: number;
  readonly listHash: string;
  readonly factsHash: string;
  /** Version of the evaluator. */
  readonly engine: string;
  /** SHA-256 of the canonical JSON (RFC 8785) of the whole result. */
  readonly resultHash: string;
}

/** An evaluation that was stored, beside the same one done now. */
export interface ReplayAnswer {
  readonly id: string;
  readonly creditCode: string;
  readonly asOf: string;
  readonly awardYear: number;
  /** Token of the prefix of the ledger that both know. */
  readonly knownAt: string;
  readonly recorded: Fingerprints;
  readonly replayed: Fingerprints;
  readonly same: boolean;
  /** Chinese: whether they agree, and what is different if not. */
  readonly say: string;
}

/** @throws RefusalError 404, 403, 409 `check-not-completed`, 503 */
export class ReplayCheck extends Query<ReplayAnswer> {
  constructor(
    readonly id: string,
    readonly actor: Actor,
  ) {
    super();
  }
}

/** @throws RefusalError 404, 503 */
export class ReplayAward extends Query<ReplayAnswer> {
  constructor(
    readonly id: string,
    readonly actor: Actor,
  ) {
    super();
  }
}

/** What is different, from the cause nearest to the bottom up. */
export function sayReplay(recorded: Fingerprints, replayed: Fingerprints): string {
  if (recorded.resultHash === replayed.resultHash) return '重新计算的结果与当时完全一致';
  const causes = [
    ...(recorded.listHash === replayed.listHash && recorded.version === replayed.version
      ? []
      : ['所用的清单版本不同']),
    ...(recorded.engine === replayed.engine
      ? []
      : [`评估程序由 ${recorded.engine} 版改为 ${replayed.engine} 版`]),
    ...(recorded.factsHash === replayed.factsHash
      ? []
      : ['同一入账截止位置的事实不同，请核对封印（npm run ledger -- verify）；台账迁移后位置会变']),
  ];
  const because =
    causes.length === 0 ? '清单、事实与程序版本都相同，请报告此问题' : causes.join('；');
  return `重新计算的结果与当时不一致：${because}`;
}
