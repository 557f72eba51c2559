import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ThreadItem } from '../protocol/items.js';
import { ThreadEntity } from './thread.entity.js';

/**
 * What people wrote and were answered, and nothing that is hidden: the words of an item for full-text search.
 * Cut at 200,000 characters, because a longer text can exceed what a `tsvector` holds, and the insert would fail.
 * JSON's escapes for white space are taken out, lest `\n` glue an `n` to the next word.
 */
const searchExpression = String.raw`CASE WHEN type IN ('user_message', 'assistant_message') THEN to_tsvector('simple'::regconfig, regexp_replace(left(jsonb_path_query_array(data, '$.content[*].text')::text, 200000), '\\[nrtbf]', ' ', 'g')) END`;

/** An item of a conversation, as JSON: a new kind of item needs no migration. */
@Entity('thread_items')
@Unique('thread_items_thread_id_sequence_key', ['threadId', 'sequence'])
@Index('thread_items_pending_tool_call_idx', ['threadId', 'sequence'], {
  where: `((type = 'client_tool_call'::text) AND ((data ->> 'status'::text) = 'pending'::text))`,
})
@Index('thread_items_message_idx', ['threadId', 'createdAt'], {
  where: `(type = ANY (ARRAY['user_message'::text, 'assistant_message'::text]))`,
})
export class ThreadItemEntity {
  @PrimaryColumn({ name: 'thread_id', type: 'text', primaryKeyConstraintName: 'thread_items_pkey' })
  @ForeignKey(() => ThreadEntity, { name: 'thread_items_thread_id_fkey', onDelete: 'CASCADE' })
  threadId!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'thread_items_pkey' })
  id!: string;

  /** The item's place in its thread. Never changes, and may leave gaps. */
  @Column({ type: 'bigint' })
  sequence!: string;

  /** The same as `data.type`; pages without hidden items are cut by it. */
  @Column({ type: 'text' })
  type!: ThreadItem['type'];

  @Column({ type: 'jsonb' })
  data!: ThreadItem;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  // Without an index: on the embedded engine a GIN index stops the process for up to 0.27 s when it writes out
  // its pending entries, and a search looks at one person's items only.
  @Column({
    type: 'tsvector',
    nullable: true,
    select: false,
    insert: false,
    update: false,
    generatedType: 'STORED',
    asExpression: searchExpression,
  })
  search!: string | null;
}
