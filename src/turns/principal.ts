/**
 * Who is asking. Every store method takes one, and reads and writes only what it owns. It is made from a
 * verified token and from nothing else.
 */
export interface Principal {
  /** The owner's id: the token's subject, behind the prefix of its issuer if that has one. */
  readonly userId: string;
  /** For greeting a person by; never for deciding anything. */
  readonly name?: string;
  /** The organisation that the person belongs to. The same `userId` in two tenants is two people. Absent: none. */
  readonly tenantId?: string;
  /** What they may do beyond using what is theirs, such as `admin`. Owning is never a matter of roles. */
  readonly roles?: readonly string[];
  /** The ChatKit session that asks, when it is not the person's own token that does. */
  readonly sessionId?: string;
  /** What the request may do at most (`scopes.ts`). Absent: everything that the person may. */
  readonly scopes?: readonly string[];
}
