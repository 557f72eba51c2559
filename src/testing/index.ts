// The package's entry for tests, `nestjs-chatkit/testing`: what somebody needs to test a store or a responder of
// their own. It knows no test framework, and nothing of the server imports it.

// What every store and every ledger must do.
export type { TestRunner } from './contract.js';
export { turnLedgerContract } from './ledger/turn-ledger.contract.js';
export type { LedgerUnderTest } from './ledger/scene.js';
export { pausedRunStoreContract, type PausedRunsUnderTest } from './paused/paused-run-store.contract.js';
export { threadStoreContract } from './store/thread-store.contract.js';

// A responder that does as it is told, and a client that reads what a server answers.
export * from './scripted.responder.js';
export { DelegatingServer } from './delegating.server.js';
export * from './client/answers.js';
export { ChatKitTestClient, userInput } from './client/chatkit-test-client.js';
export type { Transport } from './client/transport.js';

// Things to test with.
export * from './builders.js';
export * from './events.js';
