import { availableParallelism } from 'node:os';

// Sources and tests are down-levelled to CommonJS by SWC; packages are loaded as they are, once per process
// (`test/support/jest-runtime.cjs`).
const ts = [
  '@swc/jest',
  {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true, dynamicImport: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      keepClassNames: true,
    },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];
const js = [
  '@swc/jest',
  {
    jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } },
    module: { type: 'commonjs', strictMode: false },
    sourceMaps: false,
  },
];

/** Settings shared with the suites that need real parts (`jest.real.config.mjs`). */
export const base = {
  testEnvironment: '<rootDir>/test/support/jest-environment.cjs',
  runtime: '<rootDir>/test/support/jest-runtime.cjs',
  testRegex: '\\.spec\\.ts$',
  resolver: '<rootDir>/jest-resolver.cjs',
  // The library by its own name, as the examples import it.
  moduleNameMapper: {
    '^nestjs-chatkit$': '<rootDir>/src/index.ts',
    '^nestjs-chatkit/agents$': '<rootDir>/src/agents.ts',
  },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: { '\\.tsx?$': ts, '\\.[cm]?js$': js },
  // Modules of former files are not all let go of: a worker that has grown is replaced.
  workerIdleMemoryLimit: '1200MB',
  // By default one core stays idle, which on a machine of two is half of it.
  maxWorkers: '100%',
  testTimeout: 20_000,
  setupFiles: ['<rootDir>/test/support/jest.setup.ts'],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};

export default {
  ...base,
  roots: ['<rootDir>/test'],
  testPathIgnorePatterns: ['<rootDir>/test/real/'],
  // Tests also wait, for clocks and for other processes: one worker more has the core meanwhile.
  maxWorkers: availableParallelism() + 1,
};
