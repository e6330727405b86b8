import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import type { Actor } from '#libs/kernel/actor.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import type { PageOf } from '#libs/runtime/http/command-answer.js';
import { isPlainMap } from '../domain/list/cursor.js';
import { diffLists } from '../domain/list/diff.js';
import type { Finding } from '../domain/list/findings.js';
import { readJson } from '../domain/list/document.js';
import type { Clause } from '../domain/list/model.js';
import { readPolicyList } from '../domain/list/read-list.js';
import { versionNotFound } from '../domain/policy-list.js';
import { PolicyDictionary } from '../policy-dictionary.js';
import {
  PolicyListDiff,
  PolicyListOf,
  PolicyLists,
  PolicyListVersionOf,
  type ClauseSummary,
  type DiffAnswer,
  type ListSummary,
  type VersionAnswer,
  type VersionSummary,
} from '../queries.js';
import { POLICY_PROJECTION } from './policy.projection.js';

interface SummaryRow {
  readonly list_id: string;
  readonly version: number;
  readonly title: string;
  readonly sample: boolean;
  readonly effective_from: string;
  readonly effective_to: string;
  readonly hash: string;
  readonly drafted_at: string;
  readonly published_at: string | null;
}

interface VersionRow extends SummaryRow {
  readonly document: unknown;
  readonly text: string;
  readonly tests: string | null;
  readonly findings: readonly Finding[];
}

const SUMMARY = `list_id, version, title, sample, effective_from, effective_to, hash, drafted_at,
  published_at`;
/** Drafts are the officers' and statisticians' business. */
const VISIBLE = `known_to IS NULL AND known_from <= $1
  AND ($2 OR coalesce(published_from <= $1, false))`;

function seesDrafts(actor: Actor): boolean {
  return actor.role !== 'enterprise';
}

@QueryHandler(PolicyLists)
export class PolicyListsHandler implements IQueryHandler<PolicyLists> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ request, actor }: PolicyLists): Promise<PageOf<ListSummary>> {
    const { page, pageSize } = request;
    const at = await this.readModels.resolve([POLICY_PROJECTION], request);
    const rows = await this.readModels.query<SummaryRow>(
      `SELECT ${SUMMARY} FROM policy_versions WHERE ${VISIBLE} ORDER BY list_id, version`,
      [String(at.position), seesDrafts(actor)],
    );
    const lists = summaries(rows);
    const items = lists.slice((page - 1) * pageSize, page * pageSize);
    return { items, total: lists.length, page, pageSize };
  }
}

@QueryHandler(PolicyListOf)
export class PolicyListOfHandler implements IQueryHandler<PolicyListOf> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ id, request, actor }: PolicyListOf) {
    const at = await this.readModels.resolve([POLICY_PROJECTION], request);
    const rows = await this.readModels.query<SummaryRow>(
      `SELECT ${SUMMARY} FROM policy_versions WHERE ${VISIBLE} AND list_id = $3 ORDER BY version`,
      [String(at.position), seesDrafts(actor), id],
    );
    const [list] = summaries(rows);
    if (!list) {
      throw new RefusalError(Refusal.notFound('policy-list-not-found', '没有这份政策清单'));
    }
    return { ...list, position: at.token };
  }
}

@QueryHandler(PolicyListVersionOf)
export class PolicyListVersionOfHandler implements IQueryHandler<PolicyListVersionOf> {
  constructor(
    private readonly readModels: ReadModels,
    @Inject(PolicyDictionary) private readonly dictionary: PolicyDictionary,
  ) {}

  async execute({ id, version, request, actor }: PolicyListVersionOf): Promise<VersionAnswer> {
    const at = await this.readModels.resolve([POLICY_PROJECTION], request);
    const [row] = await this.readModels.query<VersionRow>(
      `SELECT ${SUMMARY}, document, text, tests, findings FROM policy_versions
       WHERE ${VISIBLE} AND list_id = $3 AND version = $4`,
      [String(at.position), seesDrafts(actor), id, version],
    );
    if (!row) throw new RefusalError(versionNotFound(id, version));
    return { ...this.describe(row), position: at.token };
  }

  private describe(row: VersionRow): Omit<VersionAnswer, 'position'> {
    const { document } = readJson(row.document);
    const list = document && readPolicyList(document, this.dictionary.dictionary).list;
    return {
      id: row.list_id,
      ...summaryOf(row),
      general: list?.general ?? [],
      clauses: list?.clauses.map(clauseSummary) ?? [],
      findings: row.findings,
      text: row.text,
      tests: row.tests,
      document: row.document,
    };
  }
}

@QueryHandler(PolicyListDiff)
export class PolicyListDiffHandler implements IQueryHandler<PolicyListDiff> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ id, versions, request, actor }: PolicyListDiff): Promise<DiffAnswer> {
    const at = await this.readModels.resolve([POLICY_PROJECTION], request);
    const rows = await this.readModels.query<Pick<VersionRow, 'version' | 'document'>>(
      `SELECT version, document FROM policy_versions WHERE ${VISIBLE} AND list_id = $3`,
      [String(at.position), seesDrafts(actor), id],
    );
    const documentOf = (version: number): unknown => {
      const row = rows.find((each) => each.version === version);
      if (!row) throw new RefusalError(versionNotFound(id, version));
      return row.document;
    };
    const { version } = versions;
    const after = documentOf(version);
    const against = versions.against ?? supersededBy(after) ?? version - 1;
    const before = against < 1 ? {} : documentOf(against);
    return { id, version, against, ...diffLists(before, after), position: at.token };
  }
}

function supersededBy(document: unknown): number | undefined {
  const supersedes = isPlainMap(document) ? document['supersedes'] : undefined;
  return typeof supersedes === 'number' ? supersedes : undefined;
}

function summaries(rows: readonly SummaryRow[]): readonly ListSummary[] {
  const byList = new Map<string, SummaryRow[]>();
  for (const row of rows) byList.set(row.list_id, [...(byList.get(row.list_id) ?? []), row]);
  return [...byList].map(([id, versions]) => {
    const published = versions.findLast((row) => row.published_at !== null);
    return {
      id,
      title: (published ?? versions.at(-1))?.title ?? id,
      publishedVersion: published?.version ?? null,
      versions: versions.map(summaryOf),
    };
  });
}

function summaryOf(row: SummaryRow): VersionSummary {
  return {
    version: row.version,
    status: row.published_at === null ? 'draft' : 'published',
    title: row.title,
    sample: row.sample,
    effective: { from: row.effective_from, to: row.effective_to },
    hash: row.hash,
    draftedAt: row.drafted_at,
    publishedAt: row.published_at,
  };
}

function clauseSummary(clause: Clause): ClauseSummary {
  return {
    id: clause.id,
    article: clause.article,
    text: clause.text,
    audience: clause.audience ?? null,
    department: clause.department ?? null,
    deadline: clause.deadline ?? null,
    papers: clause.papers,
    benefit: clause.benefit.kind,
    origin: clause.origin ?? null,
  };
}
