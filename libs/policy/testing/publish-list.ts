import type { ApiClient, Json } from '../../../test/support/api-client.js';

/** Doubts that a list without cases, or with few, has to be published with. */
const DOUBTS = ['no-tests', 'condition-not-covered', 'mutant-survives'];

/** Submits a list over HTTP and publishes it, waiting for nothing. @returns the publication */
export async function publishList(officer: ApiClient, yaml: string): Promise<Json> {
  const type = { 'content-type': 'application/yaml' };
  const draft = await officer.send('POST', '/api/v1/policy-lists', yaml, type);
  const { id, version } = draft.body;
  const path = `/api/v1/policy-lists/${String(id)}/versions/${String(version)}/publication`;
  const published = await officer.post(path, { acknowledge: DOUBTS });
  if (published.status !== 200) throw new Error(`${draft.text}\n${published.text}`);
  return published.body;
}

/** A list of clauses that ask nothing but the questions given, each by its key. */
export function listAsking(
  list: string,
  clauses: Readonly<Record<string, string>>,
  version = 1,
): string {
  const items = Object.entries(clauses).map(
    ([id, key]) => `  - id: ${id}
    article: 第一条
    text: 经核实符合的企业，给予1万元。
    when: {manual: 经核实符合, key: ${key}}
    benefit: {kind: fixed, amount: 1万}`,
  );
  const supersedes = version > 1 ? `supersedes: ${version - 1}\n` : '';
  return `list: ${list}
version: ${version}
${supersedes}title: 测试清单
effective: {from: 2023-01-01, to: 2098-12-31}
clauses:
${items.join('\n')}
`;
}
