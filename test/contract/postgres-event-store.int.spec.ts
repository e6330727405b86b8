import { eventStoreContract } from './event-store/event-store-contract.js';
import { openPostgresSubject } from './support/postgres-subject.js';

eventStoreContract('PostgreSQL', openPostgresSubject);
