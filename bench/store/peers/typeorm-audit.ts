import { DataSource, EntitySchema } from 'typeorm';
import type { Lab } from '../../harness/lab.js';
import type { Contender } from '../../harness/measure.js';
import { workFor } from '../../harness/slice.js';
import { dataOf, metadataOf, OneByOne } from '../workload.js';

interface RecordRow {
  id?: string;
  stream: string;
  revision: number;
  data: object;
}

interface AuditRow {
  id?: string;
  recordId: string;
  revision: number;
  data: object;
  metadata: object;
  at: Date;
}

const records = new EntitySchema<RecordRow>({
  name: 'record',
  columns: {
    id: { type: 'uuid', primary: true, generated: 'uuid' },
    stream: { type: 'text', unique: true },
    revision: { type: 'int' },
    data: { type: 'jsonb' },
  },
});

const audit = new EntitySchema<AuditRow>({
  name: 'audit',
  columns: {
    id: { type: 'bigint', primary: true, generated: 'increment' },
    recordId: { type: 'uuid' },
    revision: { type: 'int' },
    data: { type: 'jsonb' },
    metadata: { type: 'jsonb' },
    at: { type: 'timestamptz' },
  },
  indices: [{ columns: ['recordId', 'revision'], unique: true }],
});

export interface TypeOrmTables {
  readonly dataSource: DataSource;
  readonly close: () => Promise<void>;
}

export async function openTypeOrm(lab: Lab, connections: number): Promise<TypeOrmTables> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: await lab.database('typeorm'),
    entities: [records, audit],
    synchronize: true,
    logging: false,
    extra: { max: connections },
  });
  await dataSource.initialize();
  return { dataSource, close: () => dataSource.destroy() };
}

/**
 * The usual way without events: the record is saved, and a row of an audit table with it, in one
 * transaction. Ten changes to a record, as our streams have ten events.
 */
export function typeOrmSave(
  name: string,
  dataSource: DataSource,
  { clients, seconds }: { readonly clients: number; readonly seconds: number },
): Contender {
  const writers = new OneByOne();
  const kept = new Map<number, RecordRow>();
  const step = async (client: number) => {
    const { stream, revision, n } = writers.next(client);
    const next = { stream, revision: revision + 1, data: dataOf(n) };
    const record: RecordRow =
      revision < 0 ? next : Object.assign(kept.get(client) ?? next, { ...next });
    await dataSource.transaction(async (manager) => {
      const { id = '' } = await manager.save(records, record);
      await manager.insert(audit, {
        recordId: id,
        revision: record.revision,
        data: record.data,
        metadata: metadataOf(n),
        at: new Date(),
      });
    });
    kept.set(client, record);
    return 1;
  };
  return { name, run: () => workFor({ clients, seconds, step }) };
}
