// Jest loads every package anew for each spec file: some five seconds for a file that starts the server. Packages
// keep nothing between tests that a test here relies on, so each process loads them once, as Node itself does; the
// sources and the tests are still loaded for each file.
const { createRequire, isBuiltin } = require('node:module');
const Runtime = require('jest-runtime').default;

// `nestjs-pino` has one logger for all applications: every one after the first would write to where that one did.
const isForOneFile = (name) =>
  /^(?:\.{0,2}\/|file:|(?:nestjs-chatkit|nestjs-pino)(?:\/|$)|@jest\/globals$)/.test(name);

module.exports = class extends Runtime {
  mocked = new Set();

  setMock(from, name, factory, options) {
    this.mocked.add(name);
    super.setMock(from, name, factory, options);
  }

  requireModuleOrMock(from, name) {
    const isPackage = !isForOneFile(name) && !isBuiltin(name) && !this.mocked.has(name);
    return isPackage ? createRequire(from)(name) : super.requireModuleOrMock(from, name);
  }
};
