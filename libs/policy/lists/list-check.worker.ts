import { parentPort } from 'node:worker_threads';
import type { ListSubmission } from '../commands.js';
import { loadDictionary } from '../dictionary.js';
import { readDraft } from './read-draft.js';

/** The thread that checks lists: takes submissions, one after the other, and answers each. */
const dictionary = loadDictionary();

parentPort?.on('message', (submission: ListSubmission) => {
  // What is thrown ends the thread, and the one who waits is told.
  parentPort?.postMessage(readDraft(submission, dictionary));
});
