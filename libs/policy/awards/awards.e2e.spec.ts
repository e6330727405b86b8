import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { RegisterEnterprise } from '#libs/enterprises/commands.js';
import { SYSTEM_ACTOR } from '#libs/kernel/actor.js';
import { addDays, dateInShanghai } from '#libs/kernel/calendar-date.js';
import { completeCreditCode } from '#libs/kernel/credit-code.js';
import { RecordRecognition } from '#libs/recognitions/commands.js';
import {
  signIn,
  type Answer,
  type ApiClient,
  type Json,
} from '../../../test/support/api-client.js';
import {
  OWN_CREDIT_CODE as OWN,
  startTestRegistry,
  type TestRegistry,
} from '../../../test/support/registry.js';
import { DraftPolicyList, PublishPolicyList } from '../commands.js';
import { context, eventually, SAMPLE_LIST } from '../testing/policy-host.js';
import { RepairAwards } from './commands.js';

const OTHER = '91411323MAXX00023M';
const THIRD = completeCreditCode('91411323MAXX0003');
const FOURTH = completeCreditCode('91411323MAXX0004');
const NOBODY = completeCreditCode('91411323MAXX0005');
const LIST = 'county-science-policy';
const TODAY = dateInShanghai(new Date().toISOString());
const YEAR = Number(TODAY.slice(0, 4));
/** When everything was recorded, and when it was applied for. */
const RECORDED = `${addDays(TODAY, -60)}T02:00:00.000Z`;
const APPLIED = addDays(TODAY, -30);
/** A Monday about three weeks ago: five working days later it is long over. */
const MONDAY = addDays(TODAY, -21 - ((new Date(TODAY).getUTCDay() + 6) % 7));
const FRIDAY = addDays(MONDAY, 4);
const DEPARTMENTS = ['县科技局', '县财政局'];

describe('awards over HTTP', () => {
  let registry: TestRegistry;
  let officer: ApiClient;
  let second: ApiClient;
  let enterprise: ApiClient;
  let statistician: ApiClient;

  beforeAll(async () => {
    registry = await startTestRegistry();
    await aPast();
    officer = await registry.as('officer');
    enterprise = await registry.as('enterprise');
    statistician = await registry.as('statistician');
    second = await secondOfficer();
  }, 90_000);
  afterAll(() => registry.stop());

  /** First certificates of this year, for four enterprises, recorded two months ago. */
  async function aPast(): Promise<void> {
    const bus = registry.running.app.get(CommandBus);
    const then = (input: unknown) => ({ ...context(input, SYSTEM_ACTOR), recordedAt: RECORDED });
    for (const [n, creditCode] of [OWN, OTHER, THIRD, FOURTH].entries()) {
      const firm = { creditCode, name: `样例${n}号有限公司`, regionCode: '411323' };
      await bus.execute(new RegisterEnterprise(then(firm), firm));
      if (creditCode === FOURTH) continue;
      const input = {
        ...{ kind: 'high-tech-firm', creditCode, number: `GR${YEAR}4100000${n}` },
        attributes: { recognitionYear: YEAR, issuedOn: `${YEAR}-01-10`, first: true },
        source: { title: '高新技术企业名单' },
      } as const;
      await bus.execute(new RecordRecognition(then(input), input));
    }
    // Last: what follows a publication is recorded now, and ends the past.
    const list = { text: SAMPLE_LIST };
    await bus.execute(new DraftPolicyList(then(list), list));
    const version = { id: LIST, version: 1, acknowledge: ['no-tests'] };
    await bus.execute(new PublishPolicyList(then(version), version));
  }

  async function secondOfficer(): Promise<ApiClient> {
    const admin = await registry.as('security-admin');
    const made = await admin.post('/api/v1/accounts', { username: 'officer-2', role: 'officer' });
    const initial = String(made.body['initialPassword']);
    const first = await signIn(registry.url, 'officer-2', initial);
    const newPassword = 'tiger lamp river';
    await first.post('/api/v1/auth/password', { currentPassword: initial, newPassword });
    return signIn(registry.url, 'officer-2', newPassword);
  }

  const codes = (answer: Answer) => [answer.status, answer.body['code']];
  const propose = (body: object, headers = {}) =>
    officer.post(
      '/api/v1/awards',
      { clause: 'htf-first', awardYear: YEAR, applicationOn: APPLIED, ...body },
      headers,
    );
  const step = (client: ApiClient, id: string, what: string, body: object, headers = {}) =>
    client.post(`/api/v1/awards/${id}/${what}`, body, headers);
  const after = (answer: Answer<unknown>) =>
    `after=${answer.headers.get('registry-position') ?? ''}`;
  const budgetPath = `/api/v1/award-budgets/${LIST}/${YEAR}`;

  async function agreed(id: string): Promise<void> {
    for (const department of DEPARTMENTS) {
      const answer = await step(officer, id, 'opinions', { department, opinion: 'agree' });
      expect(answer.status).toBe(200);
    }
  }

  /** An award whose notice is over. @returns its id */
  async function noticed(creditCode: string, body = {}): Promise<string> {
    const proposed = await propose({ creditCode, ...body });
    expect([proposed.status, proposed.body['code']]).toEqual([201, undefined]);
    const id = String(proposed.body['id']);
    await agreed(id);
    const notice = await step(officer, id, 'notice', { startsOn: MONDAY, endsOn: FRIDAY });
    expect([notice.status, notice.body['code']]).toEqual([200, undefined]);
    return id;
  }

  describe('one award, from proposal to clawback', () => {
    let id: string;

    it('is proposed by what was known at the application date, and says so', async () => {
      const proposed = await propose({ creditCode: OWN }, { 'idempotency-key': 'own-1' });
      expect(proposed.status).toBe(201);
      expect(proposed.body).toMatchObject({
        id: `JB411323-${YEAR}-0001`,
        ...{ status: 'proposed', statusLabel: '拟奖补（部门联审中）', sample: true },
        ...{ amount: '200000.00', calculated: '200000.00', payable: '200000.00' },
        ...{ list: LIST, version: 1, applicationOn: APPLIED, awardYear: YEAR, exception: null },
        listHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        factsHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        resultHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        departments: DEPARTMENTS.map((department) => ({ department, opinion: null })),
        next: { step: 'opinions', needs: ['县科技局、县财政局的意见'] },
      });
      id = String(proposed.body['id']);
      const again = await propose({ creditCode: OWN }, { 'idempotency-key': 'own-1' });
      expect([again.status, again.body['id']]).toEqual([201, id]);
      const other = await propose({ creditCode: OTHER }, { 'idempotency-key': 'own-1' });
      expect(codes(other)).toEqual([409, 'idempotency-key-reused']);
    });

    it('a second one of the same clause and year is refused, naming the first', async () => {
      const answer = await second.post('/api/v1/awards', {
        ...{ creditCode: OWN, clause: 'htf-first', awardYear: YEAR },
      });
      expect(codes(answer)).toEqual([409, 'award-exists']);
      expect(answer.body['awardId']).toBe(id);
    });

    it('is not seen by the enterprise before the notice', async () => {
      const told = await enterprise.get(`/api/v1/enterprises/${OWN}/timeline?pageSize=200`);
      expect(told.text).not.toContain('奖补');
      expect((await enterprise.get(`/api/v1/awards/${id}`)).status).toBe(404);
      expect((await enterprise.get('/api/v1/awards')).body['items']).toEqual([]);
      const waiver = await step(enterprise, id, 'waiver', { reason: '不再需要' });
      expect(codes(waiver)).toEqual([404, 'award-not-found']);
    });

    it.each([
      ['notice', { startsOn: MONDAY, endsOn: FRIDAY }, '公示'],
      ['approval', {}, '审定'],
      ['issuance', { documentNumber: '西财预〔2024〕1号', issuedOn: TODAY }, '下达'],
      ['payments', { amount: '1.00', paidOn: TODAY, voucher: 'P1' }, '拨付'],
      ['clawbacks', { amount: '1.00', on: TODAY, reason: '迁出' }, '追回'],
    ])('%s before its turn is 409 and says what comes next', async (what, body, label) => {
      const answer = await step(second, id, what, body);
      expect(codes(answer)).toEqual([409, 'wrong-step']);
      expect(answer.body['detail']).toContain(label);
      expect(answer.body['detail']).toContain('下一步是部门联审（县科技局、县财政局的意见）');
    });

    it('a veto stops it, until the department agrees', async () => {
      const bare = await step(officer, id, 'opinions', { department: '县财政局', opinion: 'veto' });
      expect(bare.status).toBe(422);
      const veto = { department: '县财政局', opinion: 'veto', note: '尚欠缴税款' };
      const vetoed = await step(officer, id, 'opinions', veto);
      expect(vetoed.body).toMatchObject({ status: 'vetoed', next: { step: 'rejection' } });
      const notice = await step(officer, id, 'notice', { startsOn: MONDAY, endsOn: FRIDAY });
      expect(codes(notice)).toEqual([409, 'wrong-step']);
      expect(notice.body['detail']).toContain('尚欠缴税款');
      const stranger = { department: '县税务局', opinion: 'agree' };
      expect(codes(await step(officer, id, 'opinions', stranger))).toEqual([
        409,
        'department-not-named',
      ]);
      await agreed(id);
    });

    it('a notice is not shorter than the year’s rule', async () => {
      const short = await step(officer, id, 'notice', {
        startsOn: MONDAY,
        endsOn: addDays(MONDAY, 3),
      });
      expect(codes(short)).toEqual([409, 'notice-too-short']);
      expect(short.body['detail']).toContain(`结束日期最早为 ${FRIDAY}`);
      const long = await step(officer, id, 'notice', {
        startsOn: MONDAY,
        endsOn: addDays(TODAY, 5),
      });
      expect(long.body).toMatchObject({
        status: 'on-notice',
        notice: { rule: { days: 5, unit: 'working-days' } },
        next: { step: 'approval' },
      });
    });

    it('is not approved while the notice runs; another notice needs its reason', async () => {
      const early = await step(second, id, 'approval', {});
      expect(codes(early)).toEqual([409, 'wrong-step']);
      expect(early.body['detail']).toContain(`${addDays(TODAY, 6)} 起方可审定`);
      const notice = { startsOn: MONDAY, endsOn: FRIDAY };
      expect(codes(await step(officer, id, 'notice', notice))).toEqual([409, 'already-on-notice']);
      const anew = await step(officer, id, 'notice', { ...notice, reason: '日期有误' });
      expect(anew.body).toMatchObject({ noticeTo: FRIDAY });
    });

    it('an objection has to be handled first', async () => {
      const late = { raisedOn: TODAY, content: '该企业不在本县' };
      expect(codes(await step(officer, id, 'objections', late))).toEqual([
        409,
        'not-within-notice',
      ]);
      const raised = await step(officer, id, 'objections', { ...late, raisedOn: FRIDAY });
      expect(raised.body).toMatchObject({ next: { step: 'objection-resolution' } });
      expect(codes(await step(second, id, 'approval', {}))).toEqual([409, 'wrong-step']);
      const resolution = { outcome: 'dismissed', handling: '经核，登记地在本县' };
      expect((await step(officer, id, 'objections/9/resolution', resolution)).status).toBe(404);
      const resolved = await step(officer, id, 'objections/1/resolution', resolution);
      expect(resolved.body).toMatchObject({ next: { step: 'approval' } });
    });

    it('is approved by a second officer only, and never above what was on notice', async () => {
      expect(codes(await step(officer, id, 'approval', {}))).toEqual([
        409,
        'second-officer-needed',
      ]);
      expect(codes(await step(second, id, 'approval', { amount: '200000.01' }))).toEqual([
        409,
        'above-proposed',
      ]);
      const stale = await step(second, id, 'approval', {}, { 'if-match': '"0"' });
      expect(stale.status).toBe(412);
      const key = { 'idempotency-key': 'approve-1' };
      const approved = await step(second, id, 'approval', {}, key);
      expect(approved.body).toMatchObject({ status: 'approved', approved: '200000.00' });
      expect(await step(second, id, 'approval', {}, key)).toMatchObject({
        status: 200,
        body: { revision: approved.body['revision'] },
      });
      const budget = await statistician.get(`${budgetPath}?${after(approved)}`);
      expect(budget.body).toMatchObject({
        total: { reserved: '200000.00', approved: '200000.00', paid: '0.00' },
        pending: [],
      });
    });

    it('the enterprise sees it without papers of others, and others not at all', async () => {
      const seen = await enterprise.get(`/api/v1/awards/${id}`);
      expect(seen.body).toMatchObject({ status: 'approved', departments: [], objections: [] });
      expect(seen.text).not.toContain('尚欠缴税款');
      expect(seen.text).not.toContain('该企业不在本县');
      expect((seen.body['steps'] as Json[]).map((each) => each['by'])).toEqual([null, null, null]);
      expect((await enterprise.get('/api/v1/awards')).body['total']).toBe(1);
    });

    it('is issued and paid in parts, each voucher once, never above what was approved', async () => {
      const issuance = { documentNumber: '西财预〔2024〕15号', issuedOn: TODAY };
      expect((await step(officer, id, 'issuance', issuance)).body).toMatchObject({
        status: 'issued',
        next: { step: 'payments' },
      });
      const first = { amount: '120000', paidOn: TODAY, voucher: 'PZ-001' };
      const paid = await step(officer, id, 'payments', first);
      expect(paid.body).toMatchObject({ status: 'part-paid', paid: '120000.00' });
      const again = await step(officer, id, 'payments', first);
      expect(again.body['revision']).toBe(paid.body['revision']);
      const reused = await step(officer, id, 'payments', { ...first, amount: '1' });
      expect(codes(reused)).toEqual([409, 'voucher-used']);
      const rest = { ...first, voucher: 'PZ-002' };
      const over = await step(officer, id, 'payments', { ...rest, amount: '80000.01' });
      expect(codes(over)).toEqual([409, 'above-approved']);
      expect(over.body).toMatchObject({ left: '80000.00' });
      const all = await step(officer, id, 'payments', { ...rest, amount: '80000.00' });
      expect(all.body).toMatchObject({ status: 'paid', next: null });
    });

    it('cannot be waived or rejected any more, but paid back, and the budget notes it', async () => {
      expect(codes(await step(enterprise, id, 'waiver', { reason: 'x' }))).toEqual([
        409,
        'paid-already',
      ]);
      const clawback = { amount: '50000', on: TODAY, reason: '五年内迁出本县' };
      const back = await step(officer, id, 'clawbacks', clawback);
      expect(back.body).toMatchObject({ status: 'paid', clawedBack: '50000.00' });
      const over = await step(officer, id, 'clawbacks', { ...clawback, amount: '150000.01' });
      expect(codes(over)).toEqual([409, 'above-paid']);
      const budget = await officer.get(`${budgetPath}?${after(back)}`);
      expect(budget.body).toMatchObject({
        total: { reserved: '200000.00', paid: '200000.00', clawedBack: '50000.00' },
      });
    });

    it('what was typed wrongly is put right, and what stood before stays to be seen', async () => {
      const correct = (what: string, body: object) =>
        step(officer, id, `${what}/correction`, { reason: '录入有误', ...body });
      const figures = async (last: Answer) =>
        (await officer.get(`${budgetPath}?${after(last)}`)).body['total'];
      const issuance = await correct('issuance', { documentNumber: '西财预〔2024〕51号' });
      expect(issuance.body).toMatchObject({ documentNumber: '西财预〔2024〕51号' });
      const payment = await correct('payments/2', { amount: '70000' });
      expect(payment.body).toMatchObject({
        ...{ status: 'part-paid', paid: '190000.00', next: { step: 'payments' } },
        payments: [
          { payment: 1, amount: '120000.00' },
          {
            ...{ payment: 2, amount: '70000.00' },
            corrected: [{ amount: '80000.00', voucher: 'PZ-002', because: '录入有误' }],
          },
        ],
      });
      expect(await figures(payment)).toMatchObject({ paid: '190000.00', clawedBack: '50000.00' });
      const clawback = await correct('clawbacks/1', { amount: '40000' });
      expect(await figures(clawback)).toMatchObject({ paid: '190000.00', clawedBack: '40000.00' });
      expect(codes(await correct('payments/2', { amount: '80000.01' }))).toEqual([
        409,
        'above-approved',
      ]);
      expect(codes(await correct('payments/3', { amount: '1' }))).toEqual([
        404,
        'payment-not-found',
      ]);
      expect(codes(await correct('payments/x', { amount: '1' }))[0]).toBe(404);
      expect((await correct('payments/1', {})).body).toMatchObject({
        ...{ status: 422, errors: [{ code: 'nothing-to-correct' }] },
      });
      expect((await step(enterprise, id, 'payments/1/correction', {})).status).toBe(403);
      await correct('clawbacks/1', { amount: '50000', reason: '以追回决定为准' });
      const last = await correct('payments/2', { amount: '80000', reason: '以支付凭证为准' });
      expect(last.body).toMatchObject({
        status: 'paid',
        paid: '200000.00',
        clawedBack: '50000.00',
      });
      expect((last.body['steps'] as Json[]).map((each) => each['label'])).toEqual(
        expect.arrayContaining(['更正下达', '更正拨付', '更正追回']),
      );
      expect(await figures(last)).toMatchObject({ paid: '200000.00', clawedBack: '50000.00' });
    });

    it('is told in the enterprise’s timeline, to the enterprise from the notice on', async () => {
      const last = await officer.get(`/api/v1/awards/${id}`);
      const timeline = async (client: ApiClient) => {
        const query = `pageSize=200&after=${String(last.body['position'])}`;
        const answer = await client.get(`/api/v1/enterprises/${OWN}/timeline?${query}`);
        const items = answer.body['items'] as readonly Json[];
        return {
          total: answer.body['total'],
          items: items.filter((item) => item['about']),
          answer,
        };
      };
      const [bureau, own] = [await timeline(officer), await timeline(enterprise)];
      expect(bureau.items.map((item) => item['label'])).toEqual(
        expect.arrayContaining(['拟奖补', '部门联审否决', '公示异议', '奖补审定', '更正奖补拨付']),
      );
      expect(new Set(own.items.map((item) => item['label']))).toEqual(
        new Set([
          ...['奖补公示', '奖补审定', '奖补下达', '更正奖补下达', '奖补拨付', '更正奖补拨付'],
          ...['奖补追回', '更正奖补追回'],
        ]),
      );
      expect(own.items[0]).toMatchObject({
        label: '更正奖补拨付',
        reason: '以支付凭证为准',
        about: { kind: 'award', id, label: '第一条第一款奖补' },
        actor: { id: null, roleLabel: '科技局经办' },
        changes: [{ label: '金额（元）', before: '70000.00', after: '80000.00' }],
      });
      expect(own.answer.text).not.toContain('尚欠缴税款');
      expect(Number(own.total)).toBeLessThan(Number(bureau.total));
    });

    it('is calculated again from what was frozen, to the hash', async () => {
      const again = await statistician.get(`/api/v1/awards/${id}/replay`);
      expect(again.body).toMatchObject({ id, same: true, asOf: APPLIED, awardYear: YEAR });
      expect(again.body['replayed']).toEqual(again.body['recorded']);
      expect((await enterprise.get(`/api/v1/awards/${id}/replay`)).status).toBe(403);
    });

    it('counts in later checks as granted', async () => {
      const last = await officer.get(`/api/v1/awards/${id}`);
      const asked = await officer.post(
        `/api/v1/eligibility/what-if?after=${String(last.body['position'])}`,
        {
          ...{ creditCode: OWN, facts: {}, awardYear: YEAR },
        },
      );
      const { results } = asked.body['result'] as { results: readonly Json[] };
      const clause = results.find((each) => each['clause'] === 'htf-first');
      expect(clause).toMatchObject({ outcome: 'superseded', granted: '150000.00' });
      const approval = (last.body['steps'] as Json[]).find((each) => each['step'] === 'approved');
      expect(clause?.['events']).toContain(approval?.['eventId']);
    });

    it('is found in the list and its sheet', async () => {
      const listed = await statistician.get(`/api/v1/awards?status=paid&creditCode=${OWN}`);
      expect(listed.body).toMatchObject({ total: 1, items: [{ id, paid: '200000.00' }] });
      const sheet = await officer.get('/api/v1/awards', { accept: 'text/csv' });
      expect(sheet.text).toContain('奖补编号,状态,企业名称');
      expect(sheet.text).toContain('审定金额（元）');
      expect(sheet.text).toContain('200000.00');
      const then = await officer.get(`/api/v1/awards?knownAt=${addDays(TODAY, -1)}`);
      expect(then.body['total']).toBe(0);
    });
  });

  describe('what is not awarded', () => {
    it('is refused with what is missing, and goes through as an exception that stays visible', async () => {
      const refused = await propose({ creditCode: FOURTH });
      expect(codes(refused)).toEqual([409, 'not-awarded']);
      expect(refused.body['detail']).toContain('当年首次认定的高新技术企业');
      const exception = { reason: '县政府专题会议同意', basis: '会议纪要〔2024〕3号' };
      const noAmount = await propose({ creditCode: FOURTH, exception });
      expect(noAmount.status).toBe(422);
      const made = await propose({ creditCode: FOURTH, exception, amount: '50000' });
      expect(made.body).toMatchObject({
        ...{ amount: '50000.00', calculated: null },
        exception: { ...exception, overrides: expect.stringContaining('不符合条件') },
      });
      const id = String(made.body['id']);
      const rejected = await step(second, id, 'rejection', { reason: '依据不足' });
      expect(rejected.body).toMatchObject({ status: 'rejected', next: null });
      const anew = await propose({ creditCode: FOURTH, exception, amount: '40000' });
      expect(anew.status).toBe(201);
    });

    it.each([
      [
        'an exception that nothing needs',
        { creditCode: OTHER, exception: { reason: 'a', basis: 'b' } },
        409,
        'exception-not-needed',
      ],
      ['more than is due', { creditCode: OTHER, amount: '200001' }, 409, 'not-awarded'],
      [
        'a clause that is not there',
        { creditCode: OTHER, clause: 'nothing' },
        422,
        'validation-failed',
      ],
      ['an enterprise that is not there', { creditCode: NOBODY }, 409, 'enterprise-not-registered'],
      [
        'a day before it was recorded',
        { creditCode: OTHER, applicationOn: addDays(TODAY, -90) },
        409,
        'no-published-list',
      ],
      [
        'a day to come',
        { creditCode: OTHER, applicationOn: addDays(TODAY, 1) },
        422,
        'validation-failed',
      ],
      ['another list', { creditCode: OTHER, list: 'nothing' }, 409, 'no-published-list'],
      [
        'nothing',
        { creditCode: undefined, clause: undefined, awardYear: undefined },
        422,
        'validation-failed',
      ],
    ])('%s is refused', async (_name, body, status, code) => {
      expect(codes(await propose(body))).toEqual([status, code]);
    });
  });

  describe('the year’s budget', () => {
    it('stops the approval that it has no money for, and is not set below what is approved', async () => {
      const unset = await officer.get(budgetPath);
      expect(unset.body).toMatchObject({ set: null, notice: { days: 5 } });
      const wrong = await officer.put(budgetPath, { total: '-1', clauses: { nothing: 1 }, x: 1 });
      expect(wrong.status).toBe(422);
      expect(codes(await officer.put(budgetPath, { total: '199999.99' }))).toEqual([
        409,
        'budget-below-reserved',
      ]);
      const notice = { days: 3, unit: 'calendar-days', basis: '县政府办规定' };
      const set = await officer.put(budgetPath, {
        ...{ total: '390000', clauses: { 'htf-first': '500000' }, notice },
      });
      expect(set.body).toMatchObject({
        set: { total: '390000.00', clauses: { 'htf-first': '500000.00' } },
        total: { cap: '390000.00', left: '190000.00' },
        notice: { ...notice, daysOff: [] },
      });
      expect(codes(await officer.get('/api/v1/award-budgets/nothing/2023'))).toEqual([
        404,
        'policy-list-not-found',
      ]);
    });

    let proposedAnew: Answer;

    it('a waiver of the enterprise frees what was set aside, and the place', async () => {
      const id = await noticed(OTHER);
      const over = await step(second, id, 'approval', {});
      expect(codes(over)).toEqual([409, 'budget-exceeded']);
      expect(over.body).toMatchObject({ left: '190000.00', scope: 'list' });
      const less = await step(second, id, 'approval', { amount: '190000' });
      expect(less.body).toMatchObject({ status: 'approved', approved: '190000.00' });
      expect(codes(await step(enterprise, id, 'waiver', { reason: 'x' }))).toEqual([
        403,
        'not-your-enterprise',
      ]);
      const reason = '审定金额录入有误';
      const own = await step(officer, id, 'approval/withdrawal', { reason });
      expect(codes(own)).toEqual([409, 'second-officer-needed']);
      const withdrawn = await step(second, id, 'approval/withdrawal', { reason });
      expect(withdrawn.body).toMatchObject({
        ...{ status: 'on-notice', approved: null, next: { step: 'approval' } },
      });
      const freed = await officer.get(`${budgetPath}?${after(withdrawn)}`);
      expect(freed.body).toMatchObject({ total: { left: '190000.00' }, pending: [] });
      const right = await step(second, id, 'approval', { amount: '180000' });
      expect(right.body).toMatchObject({ status: 'approved', approved: '180000.00' });
      const held = await officer.get(`${budgetPath}?${after(right)}`);
      expect(held.body).toMatchObject({ total: { left: '10000.00' }, pending: [] });
      const waived = await step(officer, id, 'waiver', { reason: '企业来函放弃' });
      expect(waived.body).toMatchObject({ status: 'waived', next: null });
      const budget = await officer.get(`${budgetPath}?${after(waived)}`);
      expect(budget.body).toMatchObject({ total: { left: '190000.00' } });
      proposedAnew = await propose({ creditCode: OTHER, amount: '150000' });
      expect(proposedAnew.status).toBe(201);
    });

    it('two officers at once do not exceed it', async () => {
      await officer.put(budgetPath, { total: '500000' });
      const first = String(proposedAnew.body['id']);
      await agreed(first);
      await step(officer, first, 'notice', { startsOn: MONDAY, endsOn: FRIDAY });
      const other = await noticed(THIRD);
      const answers = await Promise.all([
        step(second, first, 'approval', {}),
        step(second, other, 'approval', {}),
      ]);
      expect(answers.map((each) => each.status).sort()).toEqual([200, 409]);
      const budget = await officer.get(budgetPath);
      expect(Number((budget.body['total'] as Json)['reserved'])).toBeLessThanOrEqual(500_000);
    });
  });

  it('a repair finds nothing to do', async () => {
    const bus = registry.running.app.get(CommandBus);
    expect(await bus.execute(new RepairAwards())).toEqual({ settled: [] });
  });

  describe('a batch', () => {
    const batch = (body: object, headers = {}) =>
      officer.post(
        '/api/v1/award-batches',
        { awardYear: YEAR, clause: 'sme-first-entry', ...body },
        headers,
      );

    it('proposes whoever is awarded and has none yet, shares out what there is, and nobody twice', async () => {
      for (const [n, creditCode] of [OWN, OTHER, THIRD].entries()) {
        const recorded = await officer.post('/api/v1/recognitions', {
          ...{ kind: 'sci-tech-sme', creditCode, number: `${YEAR}41132308A00000${n}` },
          attributes: { entryYear: YEAR, announcedOn: `${YEAR}-05-10` },
          source: { title: '入库公告' },
        });
        expect(recorded.status).toBe(201);
      }
      const run = await officer.post('/api/v1/eligibility-runs', { awardYear: YEAR });
      const path = `/api/v1/eligibility-runs/${String(run.body['id'])}`;
      await eventually(
        () => officer.get(path),
        ({ body }) => body['status'] === 'completed',
      );
      await officer.put(budgetPath, { total: '1000000', clauses: { 'sme-first-entry': '9000' } });
      const key = { 'idempotency-key': 'batch-1' };
      const made = await batch({}, key);
      expect([made.status, made.body['code']]).toEqual([201, undefined]);
      expect(made.body).toMatchObject({
        shortage: '条款 sme-first-entry 的年度奖补预算',
        awards: [OWN, OTHER, THIRD].map((creditCode) => ({
          ...{ creditCode, payable: '5000.00', amount: '3000.00' },
        })),
        ...{ leftOut: [], remaining: 0 },
      });
      const again = await batch({}, key);
      expect(again.body).toEqual(made.body);
      const next = await batch({});
      expect(next.body).toMatchObject({ awards: [], remaining: 0 });
      const [first] = made.body['awards'] as Json[];
      const award = await officer.get(`/api/v1/awards/${String(first?.['id'])}`);
      expect(award.body).toMatchObject({
        ...{ batch: made.body['id'], amount: '3000.00', payable: '5000.00' },
        allotment: expect.stringContaining('按比例兑现'),
      });
    }, 60_000);

    it('of an unknown clause or list is refused', async () => {
      expect((await batch({ clause: 'nothing' })).status).toBe(422);
      expect(codes(await batch({ list: 'nothing' }))).toEqual([409, 'no-published-list']);
    });
  });
});
