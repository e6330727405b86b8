import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandLog } from '#libs/event-store/command-log.js';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import type { Answer, ApiClient, Json } from '../support/api-client.js';
import {
  OWN_CREDIT_CODE as OWN,
  startTestRegistry,
  type TestRegistry,
} from '../support/registry.js';

const OTHER = '91411323MAXX00023M';
const THIRD = '91411323MAXX00031G';
const UNKNOWN = '91411323MAXX0004X8';
const SOURCE = { title: '样本文件', documentNumber: '样本〔2023〕1号' };

const certificate = (creditCode: string, number: string, attributes: object = {}) => ({
  kind: 'high-tech-firm',
  creditCode,
  number,
  attributes: { recognitionYear: 2023, issuedOn: '2023-11-22', ...attributes },
  source: SOURCE,
});
const platform = (creditCode: string, name: string, attributes: object = {}) => ({
  kind: 'innovation-platform',
  creditCode,
  attributes: {
    name,
    platformType: '工程技术研究中心',
    level: 'municipal',
    approvedOn: '2023-07-03',
    ...attributes,
  },
  source: SOURCE,
});
const contract = (creditCode: string, number: string, attributes: object) => ({
  kind: 'tech-contract',
  creditCode,
  number,
  attributes: {
    contractKind: 'service',
    title: '样本技术服务',
    registeredOn: '2023-05-20',
    contractValue: '3000000.00',
    technologyValue: '2000000.00',
    ...attributes,
  },
  source: SOURCE,
});

describe('enterprises and their records, over HTTP', () => {
  let registry: TestRegistry;
  let officer: ApiClient;
  let statistician: ApiClient;
  let enterprise: ApiClient;

  beforeAll(async () => {
    registry = await startTestRegistry();
    [officer, statistician, enterprise] = await Promise.all([
      registry.as('officer'),
      registry.as('statistician'),
      registry.as('enterprise'),
    ]);
    await register(OWN, '西峡县本企业有限公司');
    await register(OTHER, '西峡县龙成（集团）有限公司');
    await register(THIRD, '内乡县远方有限公司', { regionCode: '411325' });
  });
  afterAll(() => registry.stop());

  const register = (creditCode: string, name: string, rest: object = {}) =>
    officer.post('/api/v1/enterprises', { creditCode, name, regionCode: '411323', ...rest });
  const recordOne = (body: object, headers?: Record<string, string>) =>
    officer.post('/api/v1/recognitions', body, headers);
  const positionOf = (answer: Answer<unknown>) => answer.headers.get('registry-position') ?? '';
  const itemsOf = (answer: Answer) => answer.body['items'] as readonly Json[];
  const codeOf = (answer: Answer) => [answer.status, answer.body['code'] as string];
  const idsOf = (answer: Answer) => itemsOf(answer).map((item) => item['id'] as string);
  const issuesOf = (answer: Answer) =>
    (answer.body['errors'] as readonly Json[]).map(
      (e) => `${e['path'] as string} ${e['code'] as string}`,
    );

  describe('an enterprise', () => {
    it('is registered once; the same again is answered with what is there', async () => {
      const again = await register(OWN, '西峡县本企业有限公司');
      expect(again.status).toBe(200);
      expect(again.body).toMatchObject({
        creditCode: OWN,
        name: '西峡县本企业有限公司',
        formerNames: [],
        regionCode: '411323',
        regionName: '西峡县',
        entityType: 'enterprise',
        deregisteredOn: null,
        revision: 0,
      });
      expect(again.headers.get('etag')).toBe('"0"');
      expect(codeOf(await register(OWN, '别的名称'))).toEqual([
        409,
        'enterprise-already-registered',
      ]);
    });

    it('is refused with every fault at its field', async () => {
      const answer = await officer.post('/api/v1/enterprises', {
        creditCode: '91411323MAXX00023N',
        regionCode: '4113',
        registeredOn: '2023-02-30',
      });
      expect(answer.status).toBe(422);
      expect(issuesOf(answer)).toEqual([
        'creditCode credit-code-check-digit',
        'name required',
        'regionCode not-a-region',
        'registeredOn not-a-date',
      ]);
    });

    it('is found by every name it had, whatever the brackets, and by its code', async () => {
      const renamed = await officer.post(`/api/v1/enterprises/${OTHER}/rename`, {
        name: '西峡县通宇股份有限公司',
        effectiveOn: '2023-05-10',
        source: SOURCE,
      });
      expect([renamed.status, renamed.body['name']]).toEqual([200, '西峡县通宇股份有限公司']);
      const after = positionOf(renamed);
      for (const q of ['龙成(集团)', '龙成集团', '通宇', OTHER, OTHER.slice(0, 14).toLowerCase()]) {
        const found = await officer.get(
          `/api/v1/enterprises?q=${encodeURIComponent(q)}&after=${after}`,
        );
        expect(itemsOf(found).map((item) => item['creditCode'] as string)).toContain(OTHER);
      }
      const before = await officer.get(`/api/v1/enterprises?q=通宇&asOf=2023-05-09&after=${after}`);
      expect(itemsOf(before)).toMatchObject([
        { name: '西峡县龙成（集团）有限公司', formerNames: ['西峡县通宇股份有限公司'] },
      ]);
      for (const q of ['%', '_', '不存在的企业']) {
        const none = await officer.get(`/api/v1/enterprises?q=${encodeURIComponent(q)}`);
        expect(itemsOf(none)).toEqual([]);
      }
    });

    it('lies in its county, city and province, and moves from a day on', async () => {
      const count = async (region: string, query = '') =>
        (await officer.get(`/api/v1/enterprises?regionCode=${region}${query}`)).body['total'];
      expect(await count('411325')).toBe(1);
      const moved = await officer.post(`/api/v1/enterprises/${THIRD}/moves`, {
        regionCode: '411323',
        townshipCode: '411323104',
        effectiveOn: '2023-05-19',
        source: SOURCE,
      });
      expect(moved.body).toMatchObject({ regionCode: '411323', townshipName: '回车镇' });
      const after = `&after=${positionOf(moved)}`;
      expect(await count('411325', after)).toBe(0);
      expect(await count('411325', `${after}&asOf=2023-05-18`)).toBe(1);
      expect(await count('411300', after)).toBe(3);
      expect(await count('410000', after)).toBe(3);
      expect(await count('420000', after)).toBe(0);
    });

    it('that is not registered is not found, and a mistyped code is explained', async () => {
      for (const path of [UNKNOWN, `${UNKNOWN}/timeline`]) {
        const answer = await officer.get(`/api/v1/enterprises/${path}`);
        expect(codeOf(answer)).toEqual([404, 'enterprise-not-found']);
      }
      const body = { name: 'x', effectiveOn: '2023-01-01', source: SOURCE };
      const rename = await officer.post(`/api/v1/enterprises/${UNKNOWN}/rename`, body);
      expect(codeOf(rename)).toEqual([404, 'enterprise-not-found']);
      expect((await officer.get('/api/v1/enterprises/91411323MAXX00023N')).status).toBe(422);
    });

    it('is listed as a sheet', async () => {
      const sheet = await officer.get('/api/v1/enterprises', { accept: 'text/csv' });
      expect(sheet.headers.get('content-type')).toContain('text/csv');
      expect(sheet.text).toMatch(/^\ufeff?统一社会信用代码,企业名称,曾用名/);
      expect(sheet.text).toContain('西峡县本企业有限公司');
    });
  });

  describe('a record', () => {
    it('is answered in the shape of the contract, with its doubts', async () => {
      const answer = await recordOne(certificate(OTHER, 'gr202344200001'));
      expect(answer.status).toBe(201);
      expect(answer.headers.get('etag')).toBe('"0"');
      expect(Object.keys(answer.body).sort()).toEqual(
        'attributes countedOn countingYear creditCode enterpriseName findings id kind number position recordedAt revision source status validFrom validTo'.split(
          ' ',
        ),
      );
      const doubts = answer.body['findings'] as readonly Json[];
      expect(doubts).toMatchObject([{ code: 'number-province', status: 'open' }]);
      const read = await officer.get(
        `/api/v1/recognitions/high-tech-firm.GR202344200001?after=${positionOf(answer)}`,
      );
      expect({ ...read.body, position: '' }).toEqual({ ...answer.body, position: '' });
      expect(read.headers.get('etag')).toBe('"0"');
    });

    it('that does not exist, or cannot, is not found', async () => {
      for (const id of ['high-tech-firm.GR209941000001', 'firm.1', 'x', 'high-tech-firm.', '.x']) {
        const answer = await officer.get(`/api/v1/recognitions/${id}`);
        expect(codeOf(answer)).toEqual([404, 'recognition-not-found']);
        const withdrawal = await officer.post(`/api/v1/recognitions/${id}/withdrawals`, {
          reason: 'x',
        });
        expect(codeOf(withdrawal)).toEqual([404, 'recognition-not-found']);
      }
    });

    it('keeps its number through a withdrawal and may be recorded anew, by another holder', async () => {
      const id = 'high-tech-firm.GR202341000010';
      await recordOne(certificate(OTHER, 'GR202341000010'));
      const withdrawn = await officer.post(`/api/v1/recognitions/${id}/withdrawals`, {
        reason: '录错单位',
      });
      expect([withdrawn.status, withdrawn.body['status']]).toEqual([200, 'withdrawn']);
      const again = await officer.post(`/api/v1/recognitions/${id}/withdrawals`, {
        reason: '录错单位',
      });
      expect([again.status, again.headers.get('etag')]).toEqual([200, '"1"']);
      const other = await officer.post(`/api/v1/recognitions/${id}/withdrawals`, {
        reason: '又一次',
      });
      expect(codeOf(other)).toEqual([409, 'already-withdrawn']);
      const after = positionOf(withdrawn);
      const listed = await officer.get(`/api/v1/recognitions?creditCode=${OTHER}&after=${after}`);
      expect(idsOf(listed)).not.toContain(id);
      const gone = await officer.get(`/api/v1/recognitions?status=withdrawn&after=${after}`);
      expect(idsOf(gone)).toEqual([id]);

      const anew = await recordOne(certificate(THIRD, 'GR202341000010'));
      expect([anew.status, anew.body['creditCode'], anew.body['revision']]).toEqual([
        201,
        THIRD,
        2,
      ]);
      const then = await officer.get(`/api/v1/recognitions/${id}?knownAt=${after}`);
      expect(then.body).toMatchObject({ creditCode: OTHER, status: 'withdrawn' });
    });

    it('shows as of a day what it was on that day', async () => {
      const id = 'high-tech-firm.GR202041000020';
      await recordOne(
        certificate(THIRD, 'GR202041000020', { recognitionYear: 2020, issuedOn: '2020-12-04' }),
      );
      const revoked = await officer.post(`/api/v1/recognitions/${id}/revocations`, {
        fromYear: 2022,
        reason: '未报年报',
        source: SOURCE,
      });
      expect(revoked.body['status']).toBe('revoked');
      const statusOn = async (day: string) =>
        (await officer.get(`/api/v1/recognitions/${id}?asOf=${day}&after=${positionOf(revoked)}`))
          .body['status'] as string;
      expect(await statusOn('2020-12-03')).toBe('not-yet-valid');
      expect(await statusOn('2021-12-31')).toBe('valid');
      expect(await statusOn('2022-01-01')).toBe('revoked');
      const second = await officer.post(`/api/v1/recognitions/${id}/revocations`, {
        effectiveOn: '2023-01-01',
        reason: '未报年报',
        source: SOURCE,
      });
      expect(codeOf(second)).toEqual([409, 'already-revoked']);
    });

    it('is listed by where its holder was on the counting date', async () => {
      const early = await recordOne(
        certificate(THIRD, 'GR202341000030', { issuedOn: '2023-05-18' }),
      );
      const late = await recordOne(
        certificate(THIRD, 'GR202341000031', { issuedOn: '2023-05-19' }),
      );
      const within = async (region: string) =>
        idsOf(
          await officer.get(
            `/api/v1/recognitions?regionCode=${region}&pageSize=200&after=${positionOf(late)}`,
          ),
        );
      expect(early.status).toBe(201);
      expect(await within('411325')).toContain('high-tech-firm.GR202341000030');
      expect(await within('411325')).not.toContain('high-tech-firm.GR202341000031');
      expect(await within('411323')).toContain('high-tech-firm.GR202341000031');
      expect(await within('411300')).toEqual(
        expect.arrayContaining(['high-tech-firm.GR202341000030', 'high-tech-firm.GR202341000031']),
      );
    });

    it('is found by filters, and pages do not overlap', async () => {
      const ask = async (query: string) =>
        idsOf(await officer.get(`/api/v1/recognitions?${query}`));
      expect(await ask('q=gr2023440001')).toEqual([]);
      expect(await ask('q=GR20234420')).toEqual(['high-tech-firm.GR202344200001']);
      expect(await ask('q=龙成集团&kind=high-tech-firm')).toEqual([
        'high-tech-firm.GR202344200001',
      ]);
      expect(await ask('countingYear=2020')).toEqual(['high-tech-firm.GR202041000020']);
      expect(await ask('expiringBefore=2026-11-22&asOf=2024-01-01&creditCode=' + THIRD)).toEqual([
        'high-tech-firm.GR202341000031',
        'high-tech-firm.GR202341000030',
      ]);
      const all = await ask('pageSize=200');
      const paged = [...(await ask('pageSize=2')), ...(await ask('pageSize=2&page=2'))];
      expect(paged).toEqual(all.slice(0, 4));
      const beyond = await officer.get('/api/v1/recognitions?page=1000');
      expect([itemsOf(beyond), beyond.body['total']]).toEqual([[], all.length]);
      for (const bad of [
        'kind=firm',
        'status=ok',
        'countingYear=20',
        'regionCode=1',
        'creditCode=1',
        'foo=1',
      ]) {
        expect((await officer.get(`/api/v1/recognitions?${bad}`)).status).toBe(422);
      }
    });

    it('is listed as a sheet', async () => {
      const sheet = await statistician.get('/api/v1/recognitions', { accept: 'text/csv' });
      expect(sheet.text).toContain('高新技术企业');
      expect(sheet.text).toContain('GR202344200001');
    });
  });

  describe('an issued number', () => {
    const numberOf = (answer: Answer) => answer.body['number'] as string;

    it('is the next one of the holder’s county and year; a retry gets the same', async () => {
      const first = await recordOne(platform(OWN, '甲中心'), { 'idempotency-key': 'p-1' });
      expect([first.status, numberOf(first)]).toEqual([201, 'PT411323-2023-0001']);
      const retry = await recordOne(platform(OWN, '甲中心'), { 'idempotency-key': 'p-1' });
      expect([retry.status, retry.body]).toEqual([201, first.body]);
      const other = await recordOne(platform(OWN, '乙中心'), { 'idempotency-key': 'p-1' });
      expect(codeOf(other)).toEqual([409, 'idempotency-key-reused']);
      const next = await recordOne(platform(OWN, '乙中心'));
      expect(numberOf(next)).toBe('PT411323-2023-0002');
    });

    it('is never given twice, and a key that is sent many times at once counts once', async () => {
      const many = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          recordOne(platform(OTHER, `并发中心${i % 8}`), { 'idempotency-key': `many-${i % 8}` }),
        ),
      );
      expect(many.map(({ status }) => status)).toEqual(many.map(() => 201));
      const numbers = many.map(numberOf);
      expect(new Set(numbers).size).toBe(8);
      for (let i = 8; i < 12; i += 1) expect(numbers[i]).toBe(numbers[i - 8]);
    });

    it('that turns out to be taken is passed over, and a retry still finds its own record', async () => {
      const store = registry.running.app.get<EventStore>(EVENT_STORE);
      const log = registry.running.app.get(CommandLog);
      // A ledger that was copied without its counters: the first numbers are taken.
      const attributes = platform(OTHER, '旧中心', { approvedOn: '2019-01-01' }).attributes;
      const dates = { countingYear: 2019, countedOn: '2019-01-01', validFrom: '2019-01-01' };
      for (const number of ['PT411323-2019-0001', 'PT411323-2019-0002']) {
        const identity = { kind: 'innovation-platform', number, creditCode: OTHER };
        const rest = { ...dates, validTo: null, issued: true, attributes, source: SOURCE };
        await store.append({
          stream: `recognition-innovation-platform.${number}`,
          expected: 'no-stream',
          events: [
            {
              id: randomUUID(),
              type: 'recognition.recorded',
              data: { ...identity, ...rest },
              metadata: { schemaVersion: '1', actor: 'system', role: 'system' },
            },
          ],
        });
      }
      const body = platform(OTHER, '新中心', { approvedOn: '2019-02-01' });
      const key = { 'idempotency-key': 'taken-1' };
      const first = await recordOne(body, key);
      expect([first.status, numberOf(first)]).toEqual([201, 'PT411323-2019-0003']);
      const retry = await recordOne(body, key);
      expect([retry.status, retry.body]).toEqual([201, first.body]);

      // A process that died between issuing a number and recording it: the retry carries on.
      const crashed = platform(OTHER, '中断中心', { approvedOn: '2019-03-01' });
      const issue = log.issueNumber.bind(log);
      log.issueNumber = async (...issued) => {
        await issue(...issued);
        throw new Error('killed');
      };
      const died = await recordOne(crashed, { 'idempotency-key': 'taken-2' });
      log.issueNumber = issue;
      expect(died.status).toBe(500);
      const carriedOn = await recordOne(crashed, { 'idempotency-key': 'taken-2' });
      expect([carriedOn.status, numberOf(carriedOn)]).toEqual([201, 'PT411323-2019-0004']);
    });

    it('may only be given when it was issued and withdrawn', async () => {
      const body = platform(OWN, '丙中心');
      const never = await recordOne({ ...body, number: 'PT411323-2023-9999' });
      expect(codeOf(never)).toEqual([422, 'number-not-issued']);
      const issued = await recordOne(body);
      const number = numberOf(issued);
      const taken = await recordOne({ ...platform(OTHER, '丁中心'), number });
      expect(codeOf(taken)).toEqual([409, 'number-held-by-another']);
      await officer.post(`/api/v1/recognitions/innovation-platform.${number}/withdrawals`, {
        reason: '误录',
      });
      const anew = await recordOne({ ...platform(OTHER, '丁中心'), number });
      expect([anew.status, numberOf(anew)]).toEqual([201, number]);
    });
  });

  describe('a finding', () => {
    const findings = (query: string) => officer.get(`/api/v1/findings?${query}`);

    it('comes up, is resolved, stays resolved, and is gone when the records change', async () => {
      await recordOne(platform(THIRD, '石墨（一期）中心'));
      const second = await recordOne(platform(THIRD, '石墨(一期) 中心'));
      const list = await findings(`code=possible-duplicate&after=${positionOf(second)}`);
      const [found] = itemsOf(list);
      expect(found).toMatchObject({ status: 'open', creditCodes: [THIRD], resolution: null });
      const id = found?.['id'] as string;

      const bad = await officer.post(`/api/v1/findings/${id}/resolution`, { resolution: 'ok' });
      expect(issuesOf(bad)).toEqual(['resolution not-allowed', 'note required']);
      const body = { resolution: 'accepted', note: '两处场地' };
      const resolved = await officer.post(`/api/v1/findings/${id}/resolution`, body);
      expect([resolved.status, resolved.body['status']]).toEqual([200, 'resolved']);
      const after = positionOf(resolved);
      const now = itemsOf(await findings(`status=resolved&after=${after}`));
      expect(now).toMatchObject([{ id, resolution: 'accepted', note: '两处场地' }]);
      expect(now[0]?.['resolvedAt']).toMatch(/^\d{4}-/);
      const again = await officer.post(`/api/v1/findings/${id}/resolution`, body);
      expect(positionOf(again)).toBe(after);

      const number = second.body['number'] as string;
      const path = `/api/v1/recognitions/innovation-platform.${number}`;
      const withdrawn = await officer.post(`${path}/withdrawals`, { reason: '重复' });
      const gone = await findings(
        `status=gone&code=possible-duplicate&after=${positionOf(withdrawn)}`,
      );
      expect(idsOf(gone)).toEqual([id]);
      const late = await officer.post(`/api/v1/findings/${id}/resolution`, {
        ...body,
        note: '晚了',
      });
      expect(codeOf(late)).toEqual([409, 'finding-gone']);
      const then = await findings(`status=resolved&knownAt=${after}`);
      expect(idsOf(then)).toEqual([id]);
    });

    it('that nobody has shown cannot be resolved', async () => {
      for (const id of ['possible-duplicate.0000000000000000', 'x', '..%2fx']) {
        const answer = await officer.post(`/api/v1/findings/${id}/resolution`, {
          resolution: 'accepted',
          note: 'x',
        });
        expect(codeOf(answer)).toEqual([404, 'finding-not-found']);
      }
    });

    it('of a contract between two of ours concerns both', async () => {
      const buyer = { name: '西峡县本企业有限公司', creditCode: OWN, regionCode: '411323' };
      const answer = await recordOne(contract(OTHER, '23411300000001', { buyer }));
      const list = await findings(`kind=tech-contract&after=${positionOf(answer)}`);
      expect(itemsOf(list)).toMatchObject([
        { code: 'both-parties-ours', creditCodes: [OWN, OTHER].sort() },
      ]);
      const own = await enterprise.get('/api/v1/findings');
      expect(itemsOf(own)).toMatchObject([{ code: 'both-parties-ours' }]);
    });
  });

  describe('the profile', () => {
    it('shows what is valid, contracts by side and year, and doubts', async () => {
      const buyer = { name: '外地买方', regionCode: '420100' };
      const sold = await recordOne(
        contract(OWN, '23411300000002', {
          buyer,
          contractValue: '1000000.10',
          technologyValue: '1',
        }),
      );
      const profile = await officer.get(`/api/v1/enterprises/${OWN}?after=${positionOf(sold)}`);
      expect(profile.body).toMatchObject({
        creditCode: OWN,
        contracts: {
          asSeller: [
            { year: 2023, contracts: 1, contractValue: '1000000.10', technologyValue: '1.00' },
          ],
          asBuyer: [
            {
              year: 2023,
              contracts: 1,
              contractValue: '3000000.00',
              technologyValue: '2000000.00',
            },
          ],
        },
        findings: [{ code: 'both-parties-ours' }],
      });
      const recognitions = profile.body['recognitions'] as readonly Json[];
      expect(recognitions.map((r) => r['status'] as string)).toEqual(
        recognitions.map(() => 'valid'),
      );
      expect(profile.body['recognitionsTotal']).toBe(recognitions.length);
      const early = await officer.get(`/api/v1/enterprises/${OWN}?asOf=2022-12-31`);
      expect(early.body).toMatchObject({
        recognitions: [],
        contracts: { asSeller: [], asBuyer: [] },
      });
    });
  });

  describe('the timeline', () => {
    it('says who did what by which paper, and what it changed', async () => {
      const answer = await officer.get(`/api/v1/enterprises/${OTHER}/timeline?pageSize=200`);
      const items = itemsOf(answer);
      expect(items.at(-1)).toMatchObject({
        type: 'enterprise.registered',
        label: '登记企业',
        actor: { role: 'officer', roleLabel: '科技局经办' },
        source: null,
      });
      const renamed = items.find((item) => (item['type'] as string) === 'enterprise.renamed');
      expect(renamed).toMatchObject({
        source: { title: '样本文件' },
        effectiveOn: '2023-05-10',
        changes: [
          {
            field: 'name',
            label: '企业名称',
            before: '西峡县龙成（集团）有限公司',
            after: '西峡县通宇股份有限公司',
          },
        ],
      });
      const id = 'high-tech-firm.GR202344200001';
      const corrected = await officer.post(
        `/api/v1/recognitions/${id}/corrections`,
        { attributes: { batch: '第一批' }, reason: '补录', source: SOURCE },
        { 'if-match': '"0"' },
      );
      const [newest] = itemsOf(
        await officer.get(`/api/v1/enterprises/${OTHER}/timeline?after=${positionOf(corrected)}`),
      );
      expect(newest).toMatchObject({
        position: positionOf(corrected),
        label: '更正记录',
        reason: '补录',
        recognition: { id, kindLabel: '高新技术企业', number: 'GR202344200001' },
        changes: [{ field: 'batch', label: '认定批次', before: null, after: '第一批' }],
      });
      const stale = await officer.post(
        `/api/v1/recognitions/${id}/corrections`,
        { attributes: { batch: '2' }, reason: '补录', source: SOURCE },
        { 'if-match': '"0"' },
      );
      expect(codeOf(stale)).toEqual([412, 'stale-revision']);
    });

    it('pages, and is known at a position', async () => {
      const all = await officer.get(`/api/v1/enterprises/${OTHER}/timeline?pageSize=200`);
      const paged = await officer.get(`/api/v1/enterprises/${OTHER}/timeline?pageSize=1&page=2`);
      expect(itemsOf(paged)).toEqual(itemsOf(all).slice(1, 2));
      const first = itemsOf(all).at(-1)?.['position'] as string;
      const then = await officer.get(`/api/v1/enterprises/${OTHER}/timeline?knownAt=${first}`);
      expect(itemsOf(then)).toHaveLength(1);
    });
  });

  describe('an enterprise account', () => {
    it('sees its own record everywhere, and nobody else’s', async () => {
      for (const path of ['', '/timeline']) {
        expect((await enterprise.get(`/api/v1/enterprises/${OWN}${path}`)).status).toBe(200);
        const other = await enterprise.get(`/api/v1/enterprises/${OTHER}${path}`);
        expect(codeOf(other)).toEqual([403, 'not-your-enterprise']);
      }
      const list = await enterprise.get('/api/v1/enterprises?q=有限公司');
      expect(itemsOf(list).map((item) => item['creditCode'] as string)).toEqual([OWN]);
      const records = await enterprise.get('/api/v1/recognitions?pageSize=200');
      expect(new Set(itemsOf(records).map((item) => item['creditCode'] as string))).toEqual(
        new Set([OWN]),
      );
      const asked = await enterprise.get(`/api/v1/recognitions?creditCode=${OTHER}`);
      expect([asked.status, asked.body['total']]).toEqual([200, 0]);
      const one = await enterprise.get('/api/v1/recognitions/high-tech-firm.GR202344200001');
      expect(codeOf(one)).toEqual([403, 'not-your-enterprise']);
      const sheet = await enterprise.get('/api/v1/recognitions', { accept: 'text/csv' });
      expect(sheet.text).not.toContain(OTHER);
      const doubts = await enterprise.get(`/api/v1/findings?creditCode=${THIRD}`);
      expect(doubts.body['total']).toBe(0);
    });

    it('writes nothing', async () => {
      const before = await registry.ledger();
      const answers = await Promise.all([
        enterprise.post('/api/v1/enterprises', {}),
        enterprise.post(`/api/v1/enterprises/${OWN}/rename`, {}),
        enterprise.post('/api/v1/recognitions', certificate(OWN, 'GR202341000099')),
        statistician.post('/api/v1/recognitions', certificate(OWN, 'GR202341000099')),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
      expect(await registry.ledger()).toEqual(before);
    });
  });

  it('an empty search box means no search', async () => {
    const all = await officer.get('/api/v1/enterprises');
    const empty = await officer.get('/api/v1/enterprises?q=');
    expect([empty.status, empty.body['total']]).toEqual([200, all.body['total']]);
  });

  it('the API page describes every call with bodies, answers and examples', async () => {
    const { text } = await registry.anonymous.get('/api/openapi.json');
    const page = JSON.parse(text) as {
      paths: Record<string, Record<string, { summary?: string; responses: object }>>;
      components: { schemas: Record<string, object> };
    };
    const refs = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1]);
    expect(refs.filter((name) => !(name && name in page.components.schemas))).toEqual([]);
    const ours = Object.entries(page.paths).filter(([path]) =>
      /\/(enterprises|recognitions|recognition-kinds|findings)/.test(path),
    );
    for (const [path, operations] of ours) {
      for (const [method, { summary, responses }] of Object.entries(operations)) {
        if (path.endsWith('/eligibility')) continue;
        expect([path, method, summary]).toEqual([path, method, expect.stringMatching(/\S/)]);
        expect(JSON.stringify(responses)).toMatch(/"20[01]":.*#\/components\/schemas\//);
      }
    }
    const body = page.components.schemas['RecordRecognitionDto'];
    expect(JSON.stringify(body)).toContain('GR202341000123');
  });

  it('the kinds are described for forms', async () => {
    const answer = await enterprise.get('/api/v1/recognition-kinds');
    const firm = itemsOf(answer).find((form) => (form['kind'] as string) === 'high-tech-firm');
    expect(firm).toMatchObject({
      label: '高新技术企业',
      number: {
        label: '证书编号',
        required: true,
        issuedPrefix: null,
        pattern: '^[A-Z]{2}\\d{12}$',
      },
    });
    const fields = firm?.['fields'] as readonly Json[];
    expect(fields.find((field) => (field['name'] as string) === 'issuedOn')).toMatchObject({
      label: '发证日期',
      type: 'date',
      required: true,
    });
    expect(fields.find((field) => (field['name'] as string) === 'field')).toMatchObject({
      values: expect.arrayContaining([{ code: 'new-materials', label: '新材料' }]) as unknown,
    });
  });
});
