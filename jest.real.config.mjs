import { base } from './jest.config.mjs';

// Suites that need PostgreSQL, Chromium or another real part on this machine.
export default { ...base, roots: ['<rootDir>/test/real'], testTimeout: 60_000 };
