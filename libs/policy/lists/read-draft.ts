import type { ListSubmission } from '../commands.js';
import { CASE_CODES } from '../domain/cases/case-codes.js';
import { checkList } from '../domain/cases/check-list.js';
import type { FactDictionary } from '../domain/facts/dictionary.js';
import { readJson, readYaml, type PlainDocument } from '../domain/list/document.js';
import type { Finding } from '../domain/list/findings.js';
import type { ListReading } from '../domain/list/read-list.js';
import type { DraftInput } from '../domain/policy-list.js';

/** What a submission comes to: plain data, since it may have been worked out in another thread. */
export type DraftReading =
  | { readonly input: DraftInput }
  /** With every finding, each with line, clause and what is accepted. */
  | { readonly refused: readonly Finding[] };

/** Reads and checks a list with the cases beside it. Pure, and with cases a matter of seconds. */
export function readDraft(submission: ListSubmission, dictionary: FactDictionary): DraftReading {
  const { document, findings } =
    'text' in submission ? readYaml(submission.text) : readJson(submission.document);
  if (!document) return { refused: findings };
  const reading = checkList(document, dictionary, submission.tests);
  const unreadable = reading.findings.filter(({ code }) => code === CASE_CODES.unreadable);
  if (!reading.list || unreadable.length > 0) return { refused: reading.findings };
  return { input: draftOf(reading, reading.list, document, submission) };
}

function draftOf(
  reading: ListReading,
  list: NonNullable<ListReading['list']>,
  document: PlainDocument,
  submission: ListSubmission,
): DraftInput {
  return {
    listId: list.id,
    ...(list.version === undefined ? {} : { version: list.version }),
    ...(list.supersedes === undefined ? {} : { supersedes: list.supersedes }),
    title: list.title,
    sample: list.sample,
    effective: list.effective,
    hash: reading.hash,
    document: document.root,
    text: 'text' in submission ? submission.text : JSON.stringify(document.root, null, 2),
    ...(submission.tests === undefined ? {} : { tests: submission.tests }),
    findings: reading.findings,
  };
}
