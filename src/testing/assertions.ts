import assert from 'node:assert/strict';
import type { ResourceKind } from '../protocol/errors.js';

/** Both would be the same JSON: a key that holds `undefined` is a key that is not there, and classes do not count. */
export function assertSame(actual: unknown, expected: unknown, message?: string): void {
  assert.deepEqual(asJson(actual), asJson(expected), message);
}

/** The call is refused as for a thing that does not exist: a `NotFoundError` for one of the given kinds. */
export async function assertUnknown(call: Promise<unknown>, ...kinds: ResourceKind[]): Promise<void> {
  await assert.rejects(call, (error: Error & { code?: unknown; resource?: unknown }) => {
    assert.equal(error.code, 'not_found', `Expected a NotFoundError, and got: ${String(error)}`);
    assert.ok(
      kinds.includes(error.resource as ResourceKind),
      `Expected a NotFoundError for ${kinds.join(' or ')}, and got one for ${String(error.resource)}.`,
    );
    return true;
  });
}

/** The call is refused with the failure of that name in the table of error codes. */
export async function assertFails(call: Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(call, (error: Error & { code?: unknown }) => {
    assert.equal(error.code, code, `Expected the failure ${code}, and got: ${String(error)}`);
    return true;
  });
}

function asJson(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}
