import { decodeJwt } from 'jose';
import { fillIn, Identity } from '../../../src/mcp/outside/identity.js';

const ada = { userId: 'ada', tenantId: 'acme & sons' };

describe('what an outside server is told of a tenant (row 77)', () => {
  it('stands where the settings name it, safe in a header', () => {
    expect(fillIn('{user.tenant}/{user.id}', ada)).toBe('acme%20%26%20sons/ada');
    expect(fillIn('{user.tenant}', { userId: 'ada' })).toBe('');
  });

  it('is a claim of the signed token, and is in none of somebody without a tenant', async () => {
    const auth = { secret: 'a secret of more than 32 characters', audience: 'crm', ttlMs: 60_000 };
    const claimsOf = async (principal: { userId: string; tenantId?: string }) => {
      const { authorization } = await new Identity({ headers: {}, auth }, principal).toHeaders();
      return decodeJwt(authorization!.replace('Bearer ', ''));
    };
    expect(await claimsOf(ada)).toMatchObject({ sub: 'ada', tenant_id: 'acme & sons' });
    expect(await claimsOf({ userId: 'ada' })).not.toHaveProperty('tenant_id');
  });
});
