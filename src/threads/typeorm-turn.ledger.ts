import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { DataSource } from 'typeorm';
import { ChatKitError, NotFoundError } from '../protocol/errors.js';
import type { ThreadItem } from '../protocol/items.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import { InDoubtError, isOutage } from '../turns/outage.js';
import { ownerOf } from '../turns/owner.js';
import type { Principal } from '../turns/principal.js';
import {
  isLeaseLost,
  TurnLedger,
  type KeyedTurn,
  type NewTurn,
  type RenewedLeases,
  type StoredTurn,
  type SweepOptions,
  type SweptTurn,
  type TurnChanges,
  type TurnLease,
} from '../turns/turn-ledger.js';
import { takePlaces } from './item-rows.js';
import { CancelListener, canSpareConnection } from './cancel-listener.js';
import { brokenConstraint, inTransaction, retryConflict } from './retry-conflict.js';
import { sqlOn, type Sql } from './sql.js';
import { sweepTurns } from './sweep-turns.js';
import { updateThread, upsertThread } from './thread-rows.js';
import { markToCancel, readLatestTurn } from './stored-turns.js';
import { findTurnKey, forgetExpiredKeys, insertTurnKey, loadItemsOfKey } from './turn-keys.js';
import {
  checkpointJson,
  planPlaces,
  requireAndRemove,
  writeChanges,
  type KeptPlaces,
} from './write-changes.js';

/**
 * Turns as rows. `begin` and `commit` are one short transaction each, and take the thread's row before the
 * turn's, as deleting a thread does.
 */
export class TypeOrmTurnLedger extends TurnLedger {
  /** Names this process in `turns.lease_owner`. */
  private readonly leaseOwner = `${hostname()}/${process.pid}/${randomBytes(4).toString('hex')}`;
  override readonly isAlone: boolean;
  private readonly leaseMs: number;
  private readonly keyLifetimeMs: number;
  /** Places kept free for items that running turns have announced, by turn. */
  private readonly keptPlaces = new Map<string, KeptPlaces>();

  /**
   * @param options.leaseMs How long a lease lasts without renewal. 30 seconds by default.
   * @param options.keyLifetimeMs How long the key of a turn is remembered. 24 hours by default.
   * @param options.isAlone The database admits one process, as the embedded one does. False by default.
   */
  constructor(
    private readonly dataSource: DataSource,
    options: { leaseMs?: number; keyLifetimeMs?: number; isAlone?: boolean } = {},
  ) {
    super();
    this.isAlone = options.isAlone ?? false;
    this.leaseMs = options.leaseMs ?? TurnLedger.leaseMs;
    this.keyLifetimeMs = options.keyLifetimeMs ?? TurnLedger.keyLifetimeMs;
  }

  async begin(turn: NewTurn, changes: TurnChanges, principal: Principal): Promise<TurnLease> {
    const lease: TurnLease = { turnId: turn.id, threadId: turn.threadId, principal, epoch: 1 };
    const plan = planPlaces(changes, {});
    let isCommitting = false;
    const kept = await inTransaction(this.dataSource, async (manager) => {
      isCommitting = false;
      const sql = sqlOn(manager);
      await insertTurnKey(sql, turn, changes, { principal, lifetimeMs: this.keyLifetimeMs });
      if (changes.thread) await upsertThread(sql, changes.thread, principal);
      const first = await takePlaces(sql, turn.threadId, plan.count, principal);
      if (first === undefined) throw new NotFoundError('thread');
      const places = plan.at(first);
      await requireAndRemove(sql, turn.threadId, changes);
      await this.insertTurn(
        sql,
        turn,
        { first, checkpoint: checkpointJson(changes, places.kept) },
        principal,
      );
      await writeChanges(sql, lease, changes, places);
      if (changes.end) await this.updateTurn(sql, lease, changes, places.kept);
      isCommitting = true;
      return places.kept;
    }).catch((error: unknown) => {
      if (isCommitting && isOutage(error)) throw new InDoubtError(error);
      if (brokenConstraint(error) !== 'turns_running_thread_id_key') throw error;
      throw new ChatKitError('turn_busy', undefined, { cause: error });
    });
    this.remember(lease, changes, kept);
    return lease;
  }

  /**
   * May be done twice: items are put in place by their ids, a title that stands is given again, and the fence refuses
   * what a first attempt ended.
   */
  async commit(lease: TurnLease, changes: TurnChanges): Promise<ThreadMetadata | undefined> {
    const { kept, thread } = await this.write(lease, changes).catch((error: unknown) => {
      if (isLeaseLost(error)) this.keptPlaces.delete(lease.turnId);
      throw error;
    });
    this.remember(lease, changes, kept);
    return thread;
  }

  async renew(leases: readonly TurnLease[]): Promise<RenewedLeases> {
    if (leases.length === 0) return { lost: [], toCancel: [] };
    const renewed = await sqlOn(this.dataSource)<{ id: string; epoch: number; is_to_cancel: boolean }>(
      `UPDATE turns SET lease_expires_at = clock_timestamp() + $1 * interval '1 ms'
       FROM unnest($2::text[], $3::int[]) AS lease (id, epoch)
       WHERE turns.id = lease.id AND turns.lease_epoch = lease.epoch AND turns.status = 'running'
       RETURNING turns.id, lease.epoch, turns.cancel_requested_at IS NOT NULL AS is_to_cancel`,
      [this.leaseMs, leases.map(({ turnId }) => turnId), leases.map(({ epoch }) => epoch)],
    );
    const rowOf = ({ turnId, epoch }: TurnLease) =>
      renewed.find((held) => held.id === turnId && held.epoch === epoch);
    const lost = leases.filter((lease) => !rowOf(lease));
    lost.forEach(({ turnId }) => this.keptPlaces.delete(turnId));
    return { lost, toCancel: leases.filter((lease) => rowOf(lease)?.is_to_cancel) };
  }

  latest(threadId: string, principal: Principal): Promise<StoredTurn | undefined> {
    return readLatestTurn(sqlOn(this.dataSource), threadId, principal);
  }

  askToCancel(threadId: string, principal: Principal): Promise<string | undefined> {
    return retryConflict(() => markToCancel(sqlOn(this.dataSource), threadId, principal));
  }

  override hearCancels(heard: (turnId: string) => void): () => Promise<void> {
    // What nobody else can ask needs no ear, and the only connection of a pool is not to be kept.
    if (this.isAlone || !canSpareConnection(this.dataSource)) return super.hearCancels(heard);
    const listener = new CancelListener(this.dataSource, heard);
    return () => listener.close();
  }

  findKeyed(key: string, principal: Principal): Promise<KeyedTurn | undefined> {
    return findTurnKey(sqlOn(this.dataSource), key, principal);
  }

  loadKeyedItems(key: string, principal: Principal): Promise<ThreadItem[]> {
    return loadItemsOfKey(sqlOn(this.dataSource), key, principal);
  }

  async sweep(options: SweepOptions = {}): Promise<SweptTurn[]> {
    const swept = await sweepTurns(this.dataSource, options);
    swept.forEach(({ turnId }) => this.keptPlaces.delete(turnId));
    // A sweep of one thread has a message waiting for it.
    if (options.threadId === undefined) await forgetExpiredKeys(sqlOn(this.dataSource));
    return swept;
  }

  private write(
    lease: TurnLease,
    changes: TurnChanges,
  ): Promise<{ kept: KeptPlaces; thread?: ThreadMetadata }> {
    const plan = planPlaces(changes, this.keptPlaces.get(lease.turnId) ?? {});
    return inTransaction(this.dataSource, async (manager) => {
      const sql = sqlOn(manager);
      const { threadChanges } = changes;
      const thread =
        threadChanges && (await updateThread(sql, lease.threadId, threadChanges, lease.principal));
      const first = plan.count > 0 ? await takePlaces(sql, lease.threadId, plan.count, lease.principal) : 0;
      const places = plan.at(first ?? 0);
      // The fence: when it finds no row, everything before it is undone.
      await this.updateTurn(sql, lease, changes, places.kept);
      await writeChanges(sql, lease, changes, places);
      return { kept: places.kept, thread };
    });
  }

  private async insertTurn(
    sql: Sql,
    turn: NewTurn,
    { first, checkpoint }: { first: number; checkpoint: string | null },
    principal: Principal,
  ): Promise<void> {
    const { ownerId, tenantId } = ownerOf(principal);
    await sql(
      `INSERT INTO turns (id, thread_id, owner_id, tenant_id, kind, status, lease_owner, lease_epoch,
                          lease_expires_at, checkpoint, first_sequence, started_at)
       VALUES ($1, $2, $3, $4, $5, 'running', $6, 1, clock_timestamp() + $7 * interval '1 ms', $8, $9, $10)`,
      [
        turn.id,
        turn.threadId,
        ownerId,
        tenantId,
        turn.kind,
        this.leaseOwner,
        this.leaseMs,
        checkpoint,
        first,
        new Date(),
      ],
    );
  }

  private async updateTurn(
    sql: Sql,
    lease: TurnLease,
    changes: TurnChanges,
    kept: KeptPlaces,
  ): Promise<void> {
    const { ownerId, tenantId } = ownerOf(lease.principal);
    const { end, usage } = changes;
    const held = await sql(
      `UPDATE turns SET
         lease_expires_at = clock_timestamp() + $6 * interval '1 ms',
         checkpoint = CASE WHEN $7::text IS NULL THEN coalesce($8::jsonb, checkpoint) END,
         status = coalesce($7, status), failure = $9,
         input_tokens = coalesce($10, input_tokens), output_tokens = coalesce($11, output_tokens),
         model_calls = coalesce($12, model_calls), model_attempts = coalesce($13, model_attempts),
         finished_at = $14,
         end_sequence = CASE WHEN $7::text IS NOT NULL THEN (SELECT next_sequence FROM threads WHERE id = $2) END
       WHERE id = $1 AND thread_id = $2 AND owner_id = $3 AND tenant_id = $4 AND lease_epoch = $5
         AND status = 'running'
       RETURNING id`,
      [
        lease.turnId,
        lease.threadId,
        ownerId,
        tenantId,
        lease.epoch,
        this.leaseMs,
        end?.status ?? null,
        checkpointJson(changes, kept),
        end?.failure ?? null,
        usage?.inputTokens ?? null,
        usage?.outputTokens ?? null,
        usage?.modelCalls ?? null,
        usage?.modelAttempts ?? null,
        end ? new Date() : null,
      ],
    );
    if (held.length === 0) throw new ChatKitError('lease_lost');
  }

  private remember(lease: TurnLease, changes: TurnChanges, kept: KeptPlaces): void {
    if (changes.end || Object.keys(kept).length === 0) this.keptPlaces.delete(lease.turnId);
    else this.keptPlaces.set(lease.turnId, kept);
  }
}
