import { Injectable } from '@nestjs/common';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import type { ListVersion } from '../domain/evaluate/evaluate-list.js';
import { readJson } from '../domain/list/document.js';
import { readPolicyList } from '../domain/list/read-list.js';
import { PolicyDictionary } from '../policy-dictionary.js';
import { POLICY_PROJECTION } from './policy.projection.js';

interface VersionRow {
  readonly list_id: string;
  readonly version: number;
  readonly hash: string;
  readonly document: unknown;
}

/** Lists read and kept: the same few versions are asked for again and again. */
const KEPT = 50;

/**
 * Of the versions published as known at $1: those in force in the award year before others, the
 * latest publication first. In force follows the award year, not the day of the question. A list
 * that assesses pays nobody: it is used only where it is named.
 */
const PUBLISHED_AT = `
  SELECT list_id, version, hash, document FROM policy_versions
  WHERE published_from <= $1 AND known_from <= $1 AND (list_id = $2 OR
    ($2::text IS NULL AND coalesce(document ->> 'purpose', 'benefits') = 'benefits'))
  ORDER BY (effective_from <= make_date($3, 12, 31) AND effective_to >= make_date($3, 1, 1)) DESC,
    published_from DESC
  LIMIT 1`;

/** Finds the version of a list that a question is answered by. */
@Injectable()
export class PublishedLists {
  private readonly kept = new Map<string, ListVersion>();

  constructor(
    private readonly readModels: ReadModels,
    private readonly dictionary: PolicyDictionary,
  ) {}

  /**
   * The published version that holds for an award year, as known at `position`; where none is in
   * force, the last published one (all its clauses will be `not-in-force`). Undefined: none at all.
   * @throws RefusalError 503 when the read model does not get there in time
   */
  async at(position: bigint, awardYear: number, list?: string): Promise<ListVersion | undefined> {
    await this.readModels.waitFor([POLICY_PROJECTION], position);
    const [row] = await this.readModels.query<VersionRow>(PUBLISHED_AT, [
      String(position),
      list ?? null,
      awardYear,
    ]);
    return row && this.read(row);
  }

  /** One published version; undefined when the read model has it not (yet). */
  async version(list: string, version: number): Promise<ListVersion | undefined> {
    const row = await this.rowOf(list, version);
    return row && this.read(row);
  }

  /** Every version that was ever published, of one list or of all, the earliest first. */
  async everyVersion(list?: string): Promise<readonly ListVersion[]> {
    const rows = await this.readModels.query<VersionRow>(
      `SELECT list_id, version, hash, document FROM policy_versions
       WHERE published_from IS NOT NULL AND ($1::text IS NULL OR list_id = $1)
       ORDER BY list_id, version`,
      [list ?? null],
    );
    return rows.map((row) => this.readAlone(row));
  }

  /** With the version it supersedes, where that one judges along (从旧). */
  private async read(row: VersionRow): Promise<ListVersion> {
    const version = this.readAlone(row);
    const { id, changeOver, supersedes } = version.list;
    if (changeOver !== 'old-rule' || supersedes === undefined || version.before) return version;
    const before = await this.rowOf(id, supersedes);
    // Drafting has seen to it that the superseded version is published.
    if (!before) throw new Error(`list ${id} has no published version ${supersedes}`);
    return this.keep(keyOf(row), { ...version, before: this.readAlone(before) });
  }

  private async rowOf(list: string, version: number): Promise<VersionRow | undefined> {
    const [row] = await this.readModels.query<VersionRow>(
      `SELECT list_id, version, hash, document FROM policy_versions
       WHERE list_id = $1 AND version = $2 AND published_from IS NOT NULL`,
      [list, version],
    );
    return row;
  }

  private readAlone(row: VersionRow): ListVersion {
    const key = keyOf(row);
    const kept = this.kept.get(key);
    if (kept) return kept;
    const { document } = readJson(row.document);
    const reading = document && readPolicyList(document, this.dictionary.dictionary);
    // A published list was right when it was published; a dictionary must never break it.
    if (!reading?.list) throw new Error(`published list ${key} cannot be read any more`);
    return this.keep(key, { list: reading.list, version: row.version, hash: row.hash });
  }

  private keep(key: string, version: ListVersion): ListVersion {
    if (this.kept.size >= KEPT) this.kept.clear();
    this.kept.set(key, version);
    return version;
  }
}

function keyOf({ list_id: list, version, hash }: VersionRow): string {
  return `${list}/${version}/${hash}`;
}
