import fc from 'fast-check';
import { ModelRun, type Shared } from './model-run.js';
import { startModelServer, type ModelServer } from './model-server.js';
import { run } from './random-steps.js';

/** `MODEL_SEED` and `MODEL_PATH` replay a failure; both stand in its message. */
const replayed = {
  ...(process.env.MODEL_SEED && { seed: Number(process.env.MODEL_SEED) }),
  ...(process.env.MODEL_PATH && { path: process.env.MODEL_PATH }),
};

/** The server against the model, on the given storage: random runs of valid requests, and no divergence. */
export function describeModel(storage: 'memory' | 'embedded', numRuns: number): void {
  describe(`a server on ${storage} storage`, () => {
    let server: ModelServer;
    let shared: Shared;
    beforeAll(async () => {
      server = await startModelServer(storage);
      shared = { server, seenIds: new Set() };
    });
    afterAll(() => server.close());

    it(
      `answers and stores as the model says, in ${numRuns} random runs`,
      () =>
        fc.assert(
          fc.asyncProperty(run, (steps) => new ModelRun(shared).take(steps)),
          { numRuns, ...replayed },
        ),
      600_000,
    );
  });
}
