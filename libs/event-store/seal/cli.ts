import type { Pool } from 'pg';
import type { EventStore } from '../port.js';
import { describeFinding, type Finding } from './findings.js';
import { findHead } from './seal-rows.js';
import { verifyChain, type NotedHead, type Verdict } from './verify.js';

export interface SealsCli {
  readonly pool: Pool;
  readonly store: EventStore;
  /** True: the events are in the pool's database (and not in a KurrentDB beside it). */
  readonly eventsInPool: boolean;
  /** Writes a line, or with `\r` in front rewrites the last one. */
  readonly write: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** Faults printed one by one; beyond that they are only counted. */
const MOST_PRINTED = 200;

export const SEALS_USAGE = `  npm run ledger -- head
      链头：台账、位置、算法、摘要。请记到本系统之外，日后凭它核对
  npm run ledger -- verify [--from <位置>] [--against <位置>:<摘要>]
      核对封印链：逐个事件重算摘要，指明被改动、缺失、插入、调换的事件与被动过的封印
`;

/** `npm run ledger -- head`. @returns the exit code: 0 printed, 1 nothing is sealed yet */
export async function printHead({ pool, store, write }: SealsCli): Promise<number> {
  const head = await findHead(pool, store.ledgerId);
  if (!head || head.position === 0n) {
    write(`台账 ${store.ledgerId} 尚无封印；registry 或 projector 运行时会自动封印\n`);
    return 1;
  }
  const digest = head.digest.toString('hex');
  write(
    `台账 ${store.ledgerId}\n位置 ${head.position}\n算法 ${head.algorithm ?? ''}\n摘要 ${digest}\n`,
  );
  write(`日后核对：npm run ledger -- verify --against ${head.position}:${digest}\n`);
  return 0;
}

/**
 * `npm run ledger -- verify [--from <position>] [--against <position>:<digest>]`.
 * @param argv what follows `verify`
 * @returns the exit code: 0 nothing found, 1 found something, 2 not understood
 */
export async function runVerify(cli: SealsCli, argv: readonly string[]): Promise<number> {
  const wanted = readArguments(argv);
  if (wanted === undefined) {
    cli.write(`无法识别：${argv.join(' ')}\n用法：\n${SEALS_USAGE}`);
    return 2;
  }
  let printed = 0;
  const onFinding = (finding: Finding): void => {
    printed += 1;
    if (printed <= MOST_PRINTED) cli.write(`\r${describeFinding(finding)}\n`);
    if (printed === MOST_PRINTED) cli.write('其余的只计数，不再列出\n');
  };
  const onProgress = (position: bigint, head: bigint): void => {
    cli.write(`\r已核对到位置 ${position}/${head}`);
  };
  const verdict = await verifyChain({ ...cli, ...wanted, onFinding, onProgress });
  cli.write(`\n${summaryOf(verdict, wanted)}`);
  return verdict.findings > 0 ? 1 : 0;
}

function summaryOf(verdict: Verdict, { from, against }: Arguments): string {
  const { head, events, seals, findings, unsealed } = verdict;
  const digest = head?.digest.toString('hex') ?? '';
  const lines = [
    head
      ? `${from === undefined ? '' : `自位置 ${from} 起，`}核对了 ${events} 个事件、${seals} 个封印；链头 ${head.position}:${digest}（${head.algorithm ?? ''}）`
      : '尚无封印，没有可核对的内容',
    `尚未封印的事件：${unsealed} 个`,
    findings === 0 ? `未发现问题${proven(against)}` : `发现问题：${findings} 处`,
  ];
  if (from !== undefined && against !== undefined && against.position < from) {
    lines.push(`注意：位置 ${from} 之前的事件未重算，只比对了位置 ${against.position} 的摘要`);
  }
  return `${lines.join('\n')}\n`;
}

function proven(against: NotedHead | undefined): string {
  return against === undefined
    ? '（能改写整个数据库的人也能重算整条链；请用 --against 与记在别处的链头核对）'
    : `；位置 ${against.position} 及之前与先前记下的链头一致`;
}

interface Arguments {
  readonly from?: bigint;
  readonly against?: NotedHead;
}

function readArguments(argv: readonly string[]): Arguments | undefined {
  let wanted: Arguments = {};
  for (let i = 0; i < argv.length; i += 2) {
    const [option, value = ''] = [argv[i], argv[i + 1]];
    const noted = /^(\d{1,19}):([0-9a-f]{64})$/i.exec(value);
    if (option === '--from' && wanted.from === undefined && isPosition(value)) {
      wanted = { ...wanted, from: BigInt(value) };
    } else if (
      option === '--against' &&
      wanted.against === undefined &&
      noted &&
      isPosition(noted[1])
    ) {
      const [, position = '', digest = ''] = noted;
      const against = { position: BigInt(position), digest: digest.toLowerCase() };
      wanted = { ...wanted, against };
    } else {
      return undefined;
    }
  }
  return wanted;
}

function isPosition(text: string | undefined): boolean {
  return /^\d{1,19}$/.test(text ?? '') && BigInt(text ?? 0) < 1n << 63n;
}
