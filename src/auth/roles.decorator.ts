import { SetMetadata } from '@nestjs/common';

/** Metadata key that {@link Roles} sets and the guard reads. */
export const ROLES = 'nestjs-chatkit:roles';

/** What a route may ask for. `admin` is the role that `AUTH_ADMIN_ROLE` names. */
export type Role = 'admin';

/** Opens a route, or all of a controller's, to people who have all of these roles, and to nobody else. */
export const Roles = (...roles: [Role, ...Role[]]) => SetMetadata(ROLES, roles);
