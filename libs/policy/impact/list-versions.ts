import { Inject, Injectable } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { upcast } from '#libs/event-store/upcasting.js';
import { fold } from '#libs/kernel/decider.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import type { ListVersion } from '../domain/evaluate/evaluate-list.js';
import { POLICY_UPCASTERS, policyListStream, type PolicyListEvent } from '../domain/events.js';
import { readJson } from '../domain/list/document.js';
import { readPolicyList } from '../domain/list/read-list.js';
import {
  policyListDecider,
  type ListVersionState,
  type PolicyListState,
} from '../domain/policy-list.js';
import { isListId } from '../domain/question.js';
import { PolicyDictionary } from '../policy-dictionary.js';

/** Versions of a list from its own stream, drafts included. */
@Injectable()
export class ListVersions {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly dictionary: PolicyDictionary,
  ) {}

  /** As of a position; left out: now. An id that no list can have has no versions. */
  async of(list: string, position?: bigint): Promise<PolicyListState> {
    const recorded = isListId(list) ? await this.store.readStream(policyListStream(list)) : [];
    const known = recorded.filter((event) => position === undefined || event.position <= position);
    const events = known.map((event) => upcast<PolicyListEvent>(event, POLICY_UPCASTERS));
    return fold(policyListDecider, events);
  }

  /** Ready to be evaluated. @throws RefusalError 409 `draft-outdated` for what is no list any more */
  read(id: string, { draft }: ListVersionState): ListVersion {
    const { document } = readJson(draft.document);
    const reading = document && readPolicyList(document, this.dictionary.dictionary);
    if (reading?.list) return { list: reading.list, version: draft.version, hash: draft.hash };
    throw new RefusalError(
      Refusal.conflict(
        'draft-outdated',
        `清单 ${id} 第 ${draft.version} 版的草稿已不符合现行格式，请重新提交后再测算`,
      ),
    );
  }
}

/** The published version that a version is compared with: the last one other than itself. */
export function publishedBefore(state: PolicyListState, version: number): number | null {
  const published = [...state].filter(([number, known]) => known.published && number < version);
  return published.at(-1)?.[0] ?? null;
}
