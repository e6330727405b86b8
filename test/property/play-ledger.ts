import {
  deregister,
  move,
  readDeregistration,
  readMove,
  readRename,
  rename,
} from '#libs/enterprises/domain/changes.js';
import { enterpriseDecider } from '#libs/enterprises/domain/enterprise.js';
import { enterpriseStream } from '#libs/enterprises/domain/events.js';
import { readRegistration, register } from '#libs/enterprises/domain/registration.js';
import { orThrow } from '#libs/kernel/refusal.js';
import {
  correct,
  readCorrection,
  readRevocation,
  revoke,
  withdraw,
} from '#libs/recognitions/domain/amendments.js';
import { recognitionStream } from '#libs/recognitions/domain/events.js';
import {
  recognitionDecider,
  type RecognitionState,
} from '#libs/recognitions/domain/recognition.js';
import { readRecording, record } from '#libs/recognitions/domain/record.js';
import { figureStream } from '#libs/statistics/domain/events.js';
import { figureDecider, publishFigure, readFigure } from '#libs/statistics/domain/figure.js';
import { targetPlanStream } from '#libs/targets/domain/events.js';
import {
  readTargetPlan,
  setTargetPlan,
  targetPlanDecider,
} from '#libs/targets/domain/target-plan.js';
import { HOLDERS, type LedgerCommand, type RecordChoice } from './ledger-commands.js';
import type { TallyBench } from './tally-bench.js';

const SOURCE = { title: '样本' };
const NOW = '2025-01-01T00:00:00.000Z';

interface Known {
  readonly kind: string;
  readonly number: string;
  readonly choice: RecordChoice;
}

/**
 * Plays commands through the deciders of the slices; what they refuse leaves nothing behind.
 * @returns how many were accepted
 */
export async function playLedger(
  bench: TallyBench,
  commands: readonly LedgerCommand[],
): Promise<number> {
  const known: Known[] = [];
  let accepted = 0;
  for (const command of commands) if (await play(bench, command, known)) accepted += 1;
  return accepted;
}

async function play(bench: TallyBench, command: LedgerCommand, known: Known[]): Promise<boolean> {
  switch (command.do) {
    case 'register':
    case 'rename':
    case 'move':
    case 'deregister':
      return playEnterprise(bench, command);
    case 'record':
      return playRecord(bench, command, known);
    case 'correct':
    case 'revoke':
    case 'withdraw':
      return playAmendment(bench, command, known);
    case 'plan': {
      const { region: regionCode, year, items } = command;
      const plan = orThrow(readTargetPlan({ regionCode, year, items, source: SOURCE }));
      return bench.decide(targetPlanStream(regionCode, year), targetPlanDecider, (state) =>
        setTargetPlan(plan, state),
      );
    }
    case 'figure': {
      const { caliber, ...rest } = command.figure;
      const isFiscal = rest.series === 'fiscal-sci-tech-expenditure';
      const read = readFigure({ ...rest, ...(isFiscal ? { caliber } : {}), source: SOURCE }, NOW);
      if (!('series' in read)) return false;
      return bench.decide(figureStream(read.series, read.regionCode), figureDecider, (state) =>
        publishFigure(read, state),
      );
    }
  }
}

function playEnterprise(
  bench: TallyBench,
  command: Extract<LedgerCommand, { do: 'register' | 'rename' | 'move' | 'deregister' }>,
): Promise<boolean> {
  const creditCode = HOLDERS[command.holder] ?? '';
  const dated = { effectiveOn: 'on' in command ? command.on : '', source: SOURCE };
  return bench.decide(enterpriseStream(creditCode), enterpriseDecider, (state) => {
    switch (command.do) {
      case 'register': {
        const name = `样本企业${command.holder}`;
        const data = orThrow(readRegistration({ creditCode, name, ...command.place }));
        return register(data, '2025-01-01', state);
      }
      case 'rename':
        return rename(
          orThrow(readRename(creditCode, { name: `新名${command.on}`, ...dated })),
          state,
        );
      case 'move':
        return move(orThrow(readMove(creditCode, { ...command.place, ...dated })), state);
      case 'deregister':
        return deregister(orThrow(readDeregistration(creditCode, dated)), state);
    }
  });
}

const ISSUED: Readonly<Record<string, string>> = {
  'innovation-platform': 'PT',
  'county-project': 'XM',
  'achievement-transfer': 'CG',
};
const PAPER: Readonly<Record<string, string>> = {
  'high-tech-firm': 'GR2023410000',
  'sci-tech-sme': '2023411323000000',
  'tech-contract': '234113000000',
};

function numberOf({ kind, slot }: RecordChoice): string {
  const prefix = ISSUED[kind];
  return prefix ? `${prefix}411323-2023-000${slot}` : `${PAPER[kind]}0${slot}`;
}

async function playRecord(
  bench: TallyBench,
  { holder, record: choice }: Extract<LedgerCommand, { do: 'record' }>,
  known: Known[],
): Promise<boolean> {
  const number = numberOf(choice);
  const { kind, attributes } = choice;
  const accepted = await bench.decide(
    recognitionStream(kind, number),
    recognitionDecider,
    (state: RecognitionState) => {
      const isNew = kind in ISSUED && state.status === 'unknown';
      const creditCode = HOLDERS[holder % (HOLDERS.length - 1)] ?? '';
      const input = { kind, creditCode, number: isNew ? null : number, attributes, source: SOURCE };
      const recording = readRecording(input);
      return 'spec' in recording ? record(recording, number, state) : recording;
    },
  );
  if (accepted) known.push({ kind, number, choice });
  return accepted;
}

function playAmendment(
  bench: TallyBench,
  command: Extract<LedgerCommand, { do: 'correct' | 'revoke' | 'withdraw' }>,
  known: readonly Known[],
): Promise<boolean> {
  const target = known[command.nth % Math.max(known.length, 1)];
  if (!target) return Promise.resolve(false);
  const id = `${target.kind}.${target.number}`;
  const grounds = { reason: '样本', source: SOURCE };
  return bench.decide(
    recognitionStream(target.kind, target.number),
    recognitionDecider,
    (state: RecognitionState) => {
      switch (command.do) {
        case 'correct': {
          const attributes = changesOf(target, known, command);
          return correct(orThrow(readCorrection({ attributes, ...grounds })), id, state);
        }
        case 'revoke': {
          const from =
            command.year === undefined
              ? { effectiveOn: command.on ?? null }
              : { fromYear: command.year };
          return revoke(orThrow(readRevocation({ ...from, ...grounds })), id, state);
        }
        case 'withdraw':
          return withdraw('样本', id, state);
      }
    },
  );
}

/** Some attributes of another record of the same kind, and a day of its own for the counting date. */
function changesOf(
  target: Known,
  known: readonly Known[],
  { keys, day }: Extract<LedgerCommand, { do: 'correct' }>,
): Record<string, unknown> {
  const other = known.findLast((one) => one.kind === target.kind) ?? target;
  const chosen = Object.entries(other.choice.attributes).filter((_, n) => (keys >> n) % 2 === 1);
  const dates = ['issuedOn', 'announcedOn', 'approvedOn', 'registeredOn', 'transferredOn'];
  return Object.fromEntries(
    chosen.map(([key, value]) => [key, dates.includes(key) ? day : (value ?? null)]),
  );
}
