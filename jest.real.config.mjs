import { base } from './jest.config.mjs';

// Suites that need PostgreSQL, Chromium or the registry of packages, or start and kill servers for half a minute.
export default { ...base, roots: ['<rootDir>/test/real'], testTimeout: 60_000 };
