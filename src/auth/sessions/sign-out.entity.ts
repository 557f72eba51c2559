import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A person's last sign-out everywhere. Tokens and sessions of theirs from before it are worth nothing. */
@Entity('sign_outs')
@Index('sign_outs_revoked_before_idx', ['revokedBefore'])
export class SignOutEntity {
  @PrimaryColumn({ name: 'owner_id', type: 'text', primaryKeyConstraintName: 'sign_outs_pkey' })
  ownerId!: string;

  /** Empty where there are no tenants. */
  @PrimaryColumn({
    name: 'tenant_id',
    type: 'text',
    default: '',
    primaryKeyConstraintName: 'sign_outs_pkey',
  })
  tenantId!: string;

  @Column({ name: 'revoked_before', type: 'timestamptz' })
  revokedBefore!: Date;
}
