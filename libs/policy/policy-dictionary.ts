import { Injectable } from '@nestjs/common';
import { loadDictionary } from './dictionary.js';
import type { FactDictionary } from './domain/facts/dictionary.js';

/** The fact dictionary of this process, read once; a mistake in it stops the start. */
@Injectable()
export class PolicyDictionary {
  readonly dictionary: FactDictionary = loadDictionary();
}
