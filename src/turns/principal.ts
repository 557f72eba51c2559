/**
 * Who is asking. Every store method takes one, and reads and writes only what it owns. It is made from a
 * verified token and from nothing else.
 */
export interface Principal {
  /** The owner's id: the token's subject, behind the prefix of its issuer if that has one. */
  readonly userId: string;
  /** For greeting a person by; never for deciding anything. */
  readonly name?: string;
  /** The organisation that the token speaks for. Absent: none. */
  readonly tenantId?: string;
  /** What the token's issuer calls the person, such as `admin`. Absent: nothing. */
  readonly roles?: readonly string[];
}
