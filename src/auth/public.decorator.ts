import { SetMetadata } from '@nestjs/common';

/** Metadata key that {@link Public} sets and the guard reads. */
export const IS_PUBLIC = 'nestjs-chatkit:public';

/** Opens a route, or all of a controller's, to callers without a token. Everything else is closed. */
export const Public = () => SetMetadata(IS_PUBLIC, true);
