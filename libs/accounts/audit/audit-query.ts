import { Injectable } from '@nestjs/common';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import {
  dateInShanghai,
  endOfDayInShanghai,
  parseDate,
  parseInstant,
  startOfDayInShanghai,
} from '#libs/kernel/calendar-date.js';
import { AccountEntity } from '../account.entity.js';
import { AuditEntryEntity, type AuditOutcome } from './audit-entry.entity.js';

export interface AuditFilter {
  /** Date (its beginning in Shanghai) or instant, inclusive. */
  readonly from?: string | undefined;
  /** Date (its end in Shanghai) or instant, inclusive. */
  readonly to?: string | undefined;
  /** Username or account id. */
  readonly actor?: string | undefined;
  /** How the action begins, e.g. `sign-in` or `POST /api/v1/recognitions`. */
  readonly action?: string | undefined;
  readonly outcome?: AuditOutcome | undefined;
  readonly page: number;
  readonly pageSize: number;
}

/** A row of the trail with the username its actor has. */
export interface AuditRow {
  readonly entry: AuditEntryEntity;
  readonly username: string | null;
}

/** Reads the audit trail, newest first. */
@Injectable()
export class AuditQuery {
  constructor(private readonly dataSource: DataSource) {}

  async list(filter: AuditFilter): Promise<{ rows: AuditRow[]; total: number }> {
    const query = filtered(
      this.dataSource.getRepository(AuditEntryEntity).createQueryBuilder('audit'),
      filter,
    );
    const [entries, total] = await query
      .orderBy('audit.id', 'DESC')
      .skip((filter.page - 1) * filter.pageSize)
      .take(filter.pageSize)
      .getManyAndCount();
    const names = await this.usernames(entries);
    const rows = entries.map((entry) => ({
      entry,
      username: names.get(entry.actorId ?? '') ?? null,
    }));
    return { rows, total };
  }

  private async usernames(entries: readonly AuditEntryEntity[]): Promise<Map<string, string>> {
    const ids = [...new Set(entries.map((entry) => entry.actorId))];
    const accounts = await this.dataSource
      .getRepository(AccountEntity)
      .createQueryBuilder('account')
      .where('account.id::text = any(:ids)', { ids })
      .getMany();
    return new Map(accounts.map(({ id, username }) => [id, username]));
  }
}

function filtered(
  query: SelectQueryBuilder<AuditEntryEntity>,
  filter: AuditFilter,
): SelectQueryBuilder<AuditEntryEntity> {
  const { from, to, actor, action, outcome } = filter;
  if (from !== undefined) query.andWhere('audit.at >= :from', { from: beginning(from) });
  if (to !== undefined) query.andWhere('audit.at <= :to', { to: end(to) });
  if (outcome !== undefined) query.andWhere('audit.outcome = :outcome', { outcome });
  if (action !== undefined) query.andWhere('starts_with(audit.action, :action)', { action });
  if (actor !== undefined) {
    query.andWhere(
      '(audit.actorId = :actor or audit.actorId = ' +
        '(select id::text from accounts.account where username = :username))',
      { actor, username: actor.toLowerCase() },
    );
  }
  return query;
}

/** True for what {@link AuditFilter} takes as a time. */
export function isMoment(text: unknown): boolean {
  return parseDate(text) !== undefined || parseInstant(text) !== undefined;
}

function beginning(moment: string): string {
  const day = parseDate(moment);
  return day === undefined ? moment : startOfDayInShanghai(day);
}

function end(moment: string): string {
  const day = parseDate(moment);
  return day === undefined ? moment : endOfDayInShanghai(day);
}

/** Day and time of day in Shanghai, as people read it: `2023-06-15 09:30:00`. */
export function inShanghai(at: Date): string {
  const instant = at.toISOString();
  const shifted = new Date(at.getTime() + 8 * 3_600_000).toISOString();
  return `${dateInShanghai(instant)} ${shifted.slice(11, 19)}`;
}
