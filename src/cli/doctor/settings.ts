import { ConfigError, type Config } from '../../config.js';
import { failure, ok, warning, type Finding } from './finding.js';

const name = 'settings';

/** One failure per fault: the variable, what is wrong with it, and the fix. */
export function settingsFaults({ faults }: ConfigError): Finding[] {
  return faults.map((fault) => {
    const [variable, ...rest] = fault.split(': ');
    return failure(
      name,
      fault,
      `correct ${variable} in the environment or in .env${rest.length ? '' : ' file'}`,
    );
  });
}

/** What there is to say of settings that can be used. */
export function checkSettings({ nodeEnv, auth, ignored }: Config): Finding[] {
  const inUse = ok(name, `complete (NODE_ENV=${nodeEnv}, AUTH_MODE=${auth.mode})`);
  if (ignored.length === 0) return [inUse];
  return [
    inUse,
    warning(name, `without effect in this version: ${ignored.join(', ')}`, 'leave them out, or ignore this'),
  ];
}
