/** How much a request may ask or bring. Every one is a setting of the server; `docs/limits.md` lists them. */
export interface Limits {
  /** Bytes of a request's body. */
  maxBodyBytes: number;
  /** Levels of `{` and `[` inside each other, in a body. */
  maxJsonDepth: number;
  /** Brackets, colons and commas outside of strings, in a body. */
  maxJsonTokens: number;
  /** Parts of a person's message: texts and tags. */
  maxMessageParts: number;
  /** Characters of a person's message, over all its parts and the passage it quotes. */
  maxMessageCharacters: number;
  /** Attachments of a person's message. */
  maxMessageAttachments: number;
  /** Characters of a thread's title. */
  maxTitleCharacters: number;
  /** Items that one feedback may name. */
  maxFeedbackItems: number;
  /** Rows of a page when a request names no number of rows. */
  defaultPageSize: number;
  /** Rows of a page, whatever a request asks. */
  maxPageSize: number;
  /** Items that come with a thread when it is opened: the oldest ones. */
  threadPageSize: number;
}

export const defaultLimits: Readonly<Limits> = {
  maxBodyBytes: 1024 * 1024,
  maxJsonDepth: 64,
  maxJsonTokens: 50_000,
  maxMessageParts: 500,
  maxMessageCharacters: 200_000,
  maxMessageAttachments: 10,
  maxTitleCharacters: 500,
  maxFeedbackItems: 200,
  defaultPageSize: 20,
  maxPageSize: 100,
  threadPageSize: 20,
};
