import { Injectable } from '@nestjs/common';
import type { LimitName } from '../config/rate-limits.js';
import { TooManyRequestsError } from '../protocol/errors.js';
import type { OperationType } from '../protocol/requests.js';
import { Admission } from '../turns/admission.js';
import type { Admitted, RequestContext } from '../turns/context.js';
import type { Principal } from '../turns/principal.js';
import { DailyQuota } from './daily-quota.js';
import { RateLimits } from './rate-limits.js';
import { personSubject, tenantSubject } from './subject.js';

/** Operations that call no model. All others do, or may. */
const withoutModel: Partial<Record<OperationType, LimitName>> = {
  'threads.get_by_id': 'reads',
  'threads.list': 'reads',
  'items.list': 'reads',
  'threads.update': 'writes',
  'threads.delete': 'writes',
  'items.feedback': 'writes',
  'attachments.create': 'uploads',
  'attachments.delete': 'writes',
  'threads.sync_custom_action': 'writes',
};

/** Counts the protocol's operations for the person who asks, whichever route they came by. */
@Injectable()
export class TurnAdmission extends Admission {
  constructor(
    private readonly limits: RateLimits,
    private readonly quota: DailyQuota,
  ) {
    super();
  }

  async admit(operation: OperationType, { principal }: RequestContext): Promise<Admitted | undefined> {
    const limit = withoutModel[operation];
    if (limit === undefined) return this.admitTurn(principal);
    await this.limits.take(limit, personSubject(principal));
    return undefined;
  }

  private async admitTurn(principal: Principal): Promise<Admitted> {
    const person = personSubject(principal);
    await this.limits.take('turns', person);
    if (principal.tenantId) await this.limits.take('tenant_turns', tenantSubject(principal.tenantId));
    const giveBack = await this.limits.holdStream(person);
    try {
      const counted = await this.quota.begin(principal);
      let hasEnded = false;
      return {
        end: (usage) => {
          if (hasEnded) return;
          hasEnded = true;
          giveBack();
          if (counted) void this.quota.end(counted, usage);
        },
      };
    } catch (error) {
      giveBack();
      throw error instanceof TooManyRequestsError ? this.limits.refuse('daily_quota', person, error) : error;
    }
  }
}
