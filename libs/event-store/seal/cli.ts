import type { Pool } from 'pg';
import type { EventStore } from '../port.js';
import type { Digest } from './digest.js';
import { describeFinding, type Finding } from './findings.js';
import { findHead } from './seal-rows.js';
import { sealAnew } from './seal-anew.js';
import { verifyChain, type NotedHead, type ReportedBreak, type Verdict } from './verify.js';

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
  npm run ledger -- seal-anew --reason "<查明的原因>" [--by "<岗位或工号>"]
      断裂查明后：记下断裂（何人、何时、何因、何处），自最后一个完好的封印起另起一段；旧封印与断裂一直可见
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
  const { head, events, seals, findings, unsealed, breaks } = verdict;
  const digest = head?.digest.toString('hex') ?? '';
  const lines = [
    head
      ? `${from === undefined ? '' : `自位置 ${from} 起，`}核对了 ${events} 个事件、${seals} 个封印；链头 ${head.position}:${digest}（${head.algorithm ?? ''}）`
      : '尚无封印，没有可核对的内容',
    `尚未封印的事件：${unsealed} 个`,
    ...breaks.flatMap(breakLines),
    findings === 0
      ? `未发现${breaks.length === 0 ? '' : '已记录的断裂以外的'}问题${proven(against)}`
      : `发现问题：${findings} 处`,
  ];
  if (from !== undefined && against !== undefined && against.position < from) {
    lines.push(`注意：位置 ${from} 之前的事件未重算，只比对了位置 ${against.position} 的摘要`);
  }
  return `${lines.join('\n')}\n`;
}

/** A recorded break is told every time, with what is wrong in the stretch that it is about. */
function breakLines(recorded: ReportedBreak): readonly string[] {
  const { segment, position, brokenAt, oldPosition, reason, recordedBy, recordedAt } = recorded;
  return [
    `已记录的断裂：第 ${segment} 段自位置 ${position} 之后另起；断于位置 ${brokenAt}，前一段封到 ${oldPosition}`,
    `  ${recordedAt} 由 ${recordedBy} 记录，原因：${reason}`,
    `  断裂处原封印与事件不符 ${recorded.faults} 处${recorded.faults > 0 ? '：' : ''}`,
    ...recorded.findings.map((finding) => `  〔已记录〕${describeFinding(finding)}`),
  ];
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

export interface SealAnewCli extends SealsCli {
  /** Of the new segment's opening. */
  readonly digest: Digest;
  /** Who runs this, where `--by` says nothing else. */
  readonly user: string;
}

/**
 * `npm run ledger -- seal-anew --reason "…" [--by "…"]`.
 * @param argv what follows `seal-anew`
 * @returns the exit code: 0 recorded, 1 there is no break, 2 not understood
 */
export async function runSealAnew(cli: SealAnewCli, argv: readonly string[]): Promise<number> {
  const said = readReason(argv);
  if (said === undefined) {
    cli.write(`请用 --reason "…" 写明查明的原因（至多 500 字）\n用法：\n${SEALS_USAGE}`);
    return 2;
  }
  let printed = 0;
  const onFinding = (finding: Finding): void => {
    printed += 1;
    if (printed <= MOST_PRINTED) cli.write(`${describeFinding(finding)}\n`);
  };
  const { pool, store, digest, signal } = cli;
  const result = await sealAnew({
    ...{ pool, store, digest, onFinding, now: new Date().toISOString() },
    ...{ reason: said.reason, by: said.by ?? cli.user, ...(signal && { signal }) },
  });
  if (result.outcome !== 'begun') {
    cli.write(`${NOT_BEGUN[result.outcome]}\n`);
    return 1;
  }
  const { segment, position, recordedAt, recordedBy, brokenAt } = result.recorded;
  cli.write(
    `已记录断裂（位置 ${brokenAt}，${recordedAt}，${recordedBy}），第 ${segment} 段自位置 ${position} 之后另起\n` +
      'registry 或 projector 运行时随即按现状重新封印；旧封印原样保留，verify 每次都会报告这一断裂\n' +
      '封完后请用 npm run ledger -- head 记下新的链头\n',
  );
  return 0;
}

const NOT_BEGUN = {
  sound: '封印链没有断裂，不能另起一段',
  overtaken: '另一个进程刚刚另起了一段，请重新核对（npm run ledger -- verify）',
  'never-sealed': '台账尚无封印，没有断裂可记',
} as const;

const MOST_OF_A_REASON = 500;
const MOST_OF_A_NAME = 60;

function readReason(argv: readonly string[]): { reason: string; by?: string } | undefined {
  const said = new Map<string, string>();
  for (let i = 0; i < argv.length; i += 2) {
    const [option = '', value = ''] = [argv[i], argv[i + 1]?.trim()];
    if (said.has(option) || (option !== '--reason' && option !== '--by')) return undefined;
    const most = option === '--by' ? MOST_OF_A_NAME : MOST_OF_A_REASON;
    if (value === '' || value.length > most) return undefined;
    said.set(option, value);
  }
  const [reason, by] = [said.get('--reason'), said.get('--by')];
  return reason === undefined ? undefined : { reason, ...(by === undefined ? {} : { by }) };
}
