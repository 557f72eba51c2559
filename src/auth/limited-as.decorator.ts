import { SetMetadata } from '@nestjs/common';
import type { LimitName } from '../config/rate-limits.js';

/** Metadata key that {@link LimitedAs} sets and the limits' guard reads. */
export const LIMITED_AS = 'nestjs-chatkit:limited-as';

/** `operation`: what the route does is counted where it is known, and not by the route. */
export type RouteLimit = LimitName | 'operation';

/**
 * Which limit requests of a route, or of all of a controller's, count under. Without it a GET is one of the reads and
 * anything else one of the writes; a public route counts for its address alone.
 */
export const LimitedAs = (limit: RouteLimit) => SetMetadata(LIMITED_AS, limit);
