/**
 * Who is asking. Every store method takes one, and reads and writes only what it owns. It is made from a
 * verified token and from nothing else.
 */
export interface Principal {
  /** The owner's id: the token's subject. */
  readonly userId: string;
  /** For greeting a person by; never for deciding anything. */
  readonly name?: string;
}
