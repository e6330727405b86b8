import type { QueryBus } from '@nestjs/cqrs';
import { EnterpriseOnStream, type EnterpriseOnStreamAnswer } from '#libs/enterprises/queries.js';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';

/** Asked on the enterprise's own stream. @throws RefusalError 409 `enterprise-not-registered` */
export async function requireRegistered(queryBus: QueryBus, creditCode: string): Promise<void> {
  const enterprise = await queryBus.execute<EnterpriseOnStream, EnterpriseOnStreamAnswer>(
    new EnterpriseOnStream(creditCode),
  );
  if (enterprise) return;
  throw new RefusalError(
    Refusal.conflict(
      'enterprise-not-registered',
      `${creditCode} 还没有在台账中登记，请先由科技局登记该企业`,
      { creditCode },
    ),
  );
}
