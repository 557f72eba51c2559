// Sources, and the dependencies that are ESM only or import by themselves at run time, are down-levelled to CommonJS
// by SWC: on Node 20 that is the one mode in which jest loads such packages, and CommonJS packages that require them,
// side by side.
const transformed = ['@nestjs', 'jose', '@electric-sql'];
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
  testEnvironment: 'node',
  testRegex: '\\.spec\\.ts$',
  resolver: '<rootDir>/jest-resolver.cjs',
  // The library by its own name, as the examples import it.
  moduleNameMapper: {
    '^nestjs-chatkit$': '<rootDir>/src/index.ts',
    '^nestjs-chatkit/agents$': '<rootDir>/src/agents.ts',
  },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: { '\\.tsx?$': ts, '\\.[cm]?js$': js },
  transformIgnorePatterns: [`/node_modules/(?!(?:${transformed.join('|')})/)`],
  // By default one core stays idle, which on a machine of two is half of it.
  maxWorkers: '100%',
  testTimeout: 20_000,
  setupFiles: ['<rootDir>/test/support/jest.setup.ts'],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};

export default { ...base, roots: ['<rootDir>/test'], testPathIgnorePatterns: ['<rootDir>/test/real/'] };
