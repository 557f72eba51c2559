import type { HttpRequest, Principal } from 'nestjs-chatkit';

/**
 * Who asks. The examples believe what the header says, and take everybody without one for the same person. A real
 * application has a guard that verifies a token and leaves `request.user`; it needs no `principal` option at all.
 */
export const visitorOf = ({ headers }: HttpRequest): Principal => {
  const name = headers['x-visitor'];
  return { userId: typeof name === 'string' && name !== '' ? name : 'visitor' };
};
