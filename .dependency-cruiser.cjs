// The arrows of the house. A folder may import what is listed beside it, and itself; nothing imports in circles.
// The same list stands in docs/architecture.md.
const mayImport = {
  protocol: [],
  turns: ['protocol'],
  testing: ['turns', 'protocol'],
  chatkit: ['turns', 'protocol', 'auth', 'config'],
  rest: ['chatkit', 'turns', 'protocol', 'auth', 'config'],
  threads: ['turns', 'protocol'],
  agent: ['turns', 'protocol', 'config', 'mcp'],
  mcp: ['auth', 'turns', 'protocol', 'config'],
  tasks: ['auth', 'mcp', 'turns', 'protocol'],
  auth: ['config', 'turns', 'protocol'],
  admin: ['auth', 'turns', 'protocol', 'config'],
  redis: [],
  usage: ['auth', 'turns', 'protocol', 'config', 'redis'],
  attachments: ['auth', 'turns', 'protocol', 'config'],
  relay: ['turns', 'config', 'redis'],
  observability: ['config', 'protocol', 'auth', 'turns'],
  openapi: ['config', 'protocol', 'auth'],
  // Entities and migrations only: the data source must know them all.
  database: [
    'config',
    'threads/.*\\.entity',
    'tasks/.*\\.entity',
    'auth/.*\\.entity',
    'usage/.*\\.entity',
    'attachments/.*\\.entity',
    '../migrations',
  ],
};
const toPath = (name) => (name.startsWith('../') ? `^${name.slice(3)}/` : `^src/${name}(/|\\.ts$)`);
/** Packages that a folder must stay free of, so that it can be tested, and published, alone. */
const database = ['typeorm', 'pg', '@electric-sql'];
const model = ['openai', '@openai'];
const mcp = ['@modelcontextprotocol'];
const web = ['@nestjs', 'express', 'rxjs'];
const forbiddenPackages = {
  protocol: [...database, ...model, ...mcp, ...web],
  turns: [...database, ...model, ...mcp, ...web],
  // Nothing at all: a test framework, above all, is brought by whoever runs the suites.
  testing: ['.*'],
  chatkit: [...database, ...model, ...mcp, 'express', '@nestjs/platform-express'],
  rest: [...database, ...model, ...mcp],
  threads: [...model, ...mcp, 'express'],
  agent: [...database, ...mcp, 'express'],
  mcp: [...database, ...model],
  tasks: [...model, 'express'],
  auth: ['pg', '@electric-sql', ...model, ...mcp],
  admin: [...model, ...mcp, 'express'],
  redis: [...database, ...model, ...mcp, ...web],
  usage: ['pg', '@electric-sql', ...model, ...mcp],
  attachments: ['pg', '@electric-sql', ...model, ...mcp],
  relay: [...database, ...model, ...mcp, 'express'],
  database: [...model, ...mcp, 'express'],
};

const folders = Object.keys(mayImport);

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...folders.map((folder) => ({
      name: `${folder}-imports-only-what-it-may`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: {
        path: '^(src|migrations|client|test|bench|examples|ormconfig)',
        pathNot: [folder, ...mayImport[folder]].map(toPath),
      },
    })),
    ...Object.entries(forbiddenPackages).map(([folder, packages]) => ({
      name: `${folder}-stays-free-of-packages`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: { path: `(^|/)node_modules/(${packages.join('|')})(/|$)` },
    })),
    {
      name: 'config-stands-alone',
      severity: 'error',
      from: { path: '^src/config(/|\\.ts$)' },
      to: { path: '^src/', pathNot: '^src/config/' },
    },
    {
      name: 'no-tests-in-sources',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|examples)/' },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: { path: '^(src|client)/', pathNot: '^src/testing/' },
      to: { path: '^src/testing/' },
    },
    {
      name: 'client-knows-only-the-protocol',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^src/', pathNot: '^src/protocol/' },
    },
    {
      name: 'browser-stands-alone',
      severity: 'error',
      from: { path: '^client/browser/' },
      to: { pathNot: '^client/browser/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|client/dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
