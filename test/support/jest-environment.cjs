// One set of globals for the tests, the sources and the packages: those that the server has when it runs. Jest would
// give each spec file globals of its own, and an `Error` from a package that was loaded outside of them
// (`jest-runtime.cjs`) would be no `Error` there.
const { AsyncLocalStorage } = require('node:async_hooks');
const { setInterval } = require('node:timers');
const vm = require('node:vm');
const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

/** What packages keep of our classes. Those of a spec file are no other's, and with them all its modules would stay. */
function forgetClasses() {
  const loaded = (name) => require.cache[require.resolve(name)]?.exports;
  for (const list of Object.values(loaded('typeorm')?.getMetadataArgsStorage() ?? {})) list.length = 0;
  loaded('class-validator')?.getMetadataStorage().validationMetadatas.clear();
}

/** Databases that a spec file is done with (`embedded-engines.ts`). They keep a process alive until they are closed. */
globalThis.idleEngines = [];
const closeIdleEngines = () => Promise.all(globalThis.idleEngines.splice(0).map((engine) => engine.close()));
// A worker that is told to end stops listening to its parent; where there are no workers, the run's teardown says so.
if (process.send) {
  const watch = setInterval(() => process.listenerCount('message') === 0 && closeIdleEngines(), 50);
  watch.unref();
}

/** What a spec file ran something in. Node goes through all that were never disabled at every promise, in all files. */
const usedStorages = new Set();
const { run } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.run = function (...args) {
  usedStorages.add(this);
  return run.apply(this, args);
};
function forgetStorages() {
  for (const storage of usedStorages) storage.disable();
  usedStorages.clear();
}

/** Functions made of modules, with the text that each was made of, by file name. */
const compiled = new Map();
const compileFunction = vm.compileFunction;
// A module is compiled once per process and called for each spec file, which then finds it compiled, and warm, down to
// its inner functions. Nothing of a file stays in such a function: what differs is in its arguments.
vm.compileFunction = (code, params, options) => {
  if (options?.parsingContext !== globalThis) return compileFunction(code, params, options);
  const { filename } = options;
  const known = compiled.get(filename);
  if (known?.code === code) return known.call;
  // Without the way to `import()`, which would keep the first file's registry of modules; SWC leaves none.
  const call = compileFunction(code, params, { filename });
  compiled.set(filename, { code, call });
  return call;
};

const { exit } = process;

module.exports = class {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  fakeTimers = null;

  constructor({ projectConfig }) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {
    this.variables = { ...process.env };
    Error.stackTraceLimit = 100;
  }

  async teardown() {
    this.fakeTimersModern.dispose();
    forgetClasses();
    forgetStorages();
    // Jest puts a function of its own there for each file, and through it all that the file had would stay.
    process.exit = exit;
    // What a file sets there is for that file alone.
    for (const name of Object.keys(process.env)) if (!(name in this.variables)) delete process.env[name];
    Object.assign(process.env, this.variables);
  }

  getVmContext() {
    return globalThis;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }
};
