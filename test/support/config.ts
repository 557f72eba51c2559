import { parseConfig, type Config } from '../../src/config.js';

/**
 * Settings as a test's environment would give them: quiet, on a free port, the demo model without its pauses, no
 * calls for titles beside the ones that a test scripts, and as fast as a test likes.
 */
export function testConfig(variables: Record<string, string> = {}): Config {
  return parseConfig({
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: 'silent',
    DEMO_DELAY_MS: '0',
    THREAD_TITLES: 'heuristic',
    DATA_DIR: '/dev/null/no-test-keeps-a-file',
    RATE_LIMITS: 'off',
    ...variables,
  });
}
