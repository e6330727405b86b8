import { date } from '#libs/kernel/calendar-date.js';
import { registrationSteps, sampleHolders, XIXIA } from './basis/enterprises.js';
import { layClock } from './basis/working-days.js';
import { achievementTransferSteps } from './records/achievement-transfers.js';
import { countyProjectSteps } from './records/county-projects.js';
import { declarationSteps } from './records/declarations.js';
import { enterpriseChangeSteps } from './records/enterprise-changes.js';
import { enterpriseTitleSteps } from './records/enterprise-titles.js';
import { figureSteps } from './records/figures.js';
import { highTechFirmSteps } from './records/high-tech-firms.js';
import { innovationPlatformSteps } from './records/innovation-platforms.js';
import { sciTechSmeSteps } from './records/sci-tech-smes.js';
import { techContractSteps } from './records/tech-contracts.js';
import type { DatedStep, SeedStep } from './step.js';

export const TARGET_PLAN_FILE = 'county-2023/target-plan.yaml';
export const POLICY_LIST_FILE = 'county-2023/policy-list.yaml';
/** National rules as lists that assess; published after the county's list and beside it. */
export const NATIONAL_RULE_FILES = [
  'national-rules/high-tech-firm.yaml',
  'national-rules/sci-tech-sme.yaml',
];

/** The firm of the demo account `enterprise`: it has a record of nearly every kind. */
export const DEMO_ENTERPRISE = '91411323MAXY003239';

/**
 * The sample county: what an officer of 西峡县 would have entered from January 2020 to spring 2024,
 * as commands with rising record times. Invented throughout, the same on every call and machine.
 */
export function sampleCounty(): readonly SeedStep[] {
  const holders = sampleHolders();
  return layClock([
    ...registrationSteps(holders),
    ...enterpriseChangeSteps(holders),
    ...highTechFirmSteps(holders),
    ...sciTechSmeSteps(holders),
    ...innovationPlatformSteps(holders),
    ...techContractSteps(holders),
    ...countyProjectSteps(holders),
    ...achievementTransferSteps(holders),
    ...enterpriseTitleSteps(holders),
    ...figureSteps(),
    ...declarationSteps(holders),
    ...planSteps(),
  ]);
}

/** The targets became known with the work report of 15 June 2023; the policy list came after. */
function planSteps(): DatedStep[] {
  return [
    {
      on: date('2023-06-16'),
      command: { type: 'set-target-plan', regionCode: XIXIA, year: 2023, file: TARGET_PLAN_FILE },
    },
    { on: date('2023-06-26'), command: { type: 'draft-policy-list', file: POLICY_LIST_FILE } },
    { on: date('2023-07-03'), command: { type: 'publish-policy-list', file: POLICY_LIST_FILE } },
    ...NATIONAL_RULE_FILES.flatMap((file): DatedStep[] => [
      { on: date('2023-07-04'), command: { type: 'draft-policy-list', file } },
      { on: date('2023-07-05'), command: { type: 'publish-policy-list', file } },
    ]),
  ];
}
