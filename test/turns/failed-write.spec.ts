import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { defaultLimits } from '../../src/protocol/limits.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import { MemoryTurnLedger } from '../../src/turns/memory-turn.ledger.js';
import { defaultTurnPolicy, TurnEngine } from '../../src/turns/turn-engine.js';
import { eagerViewer } from '../../src/turns/viewers.js';
import { assistantMessage } from '../../src/testing/builders.js';
import { added, done } from '../../src/testing/events.js';
import { ScriptedResponder, untilStopped, type Script } from '../../src/testing/scripted.responder.js';

const principal = { userId: 'alice' };
const thread: ThreadMetadata = {
  id: 'thr_1',
  created_at: '2026-01-01T00:00:00.000Z',
  status: { type: 'active' },
  metadata: {},
};

describe('a turn whose write fails', () => {
  const store = new MemoryThreadStore();
  const ledger = new MemoryTurnLedger(store);
  const responder = new ScriptedResponder();
  const events: ThreadStreamEvent[] = [];
  const viewer = eagerViewer({ push: (_frame, event) => void events.push(event) });
  const log = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };

  async function start(script: Script) {
    responder.script = script;
    events.length = 0;
    const engine = new TurnEngine(
      { store, ledger, responder, log, limits: defaultLimits },
      defaultTurnPolicy,
    );
    const run = await engine.start(
      {
        kind: 'message',
        thread: structuredClone(thread),
        changes: { thread },
        opening: [],
        answer: (live, context) => responder.respond(live, null, context),
      },
      { principal, requestId: 'req_1', metadata: {} },
    );
    run.attach(viewer);
    return run;
  }

  afterEach(async () => {
    jest.restoreAllMocks();
    await ledger.sweep({ all: true });
    await store.deleteThread(thread.id, principal);
  });

  it('keeps the item that could not be stored, and stops what the responder left running', async () => {
    jest.spyOn(ledger, 'commit').mockRejectedValueOnce(new Error('connection lost'));
    const run = await start(async function* ({ id }) {
      const item = assistantMessage(id, 'Whole answer', { id: 'msg_1' });
      yield added(item);
      yield done(item);
      yield done(assistantMessage(id, 'Never asked for', { id: 'msg_2' }));
    });
    await run.finished;
    const { data } = await store.loadThreadItems(thread.id, { limit: 10, order: 'asc' }, principal);
    expect(data.map(({ type }) => type)).toEqual(['assistant_message', 'sdk_hidden_context']);
    expect(events.slice(-2)).toMatchObject([
      { type: 'thread.item.done', item: { id: 'msg_1' } },
      { type: 'error' },
    ]);
    expect(responder.calls.at(-1)!.context.signal.aborted).toBe(true);
  });

  it('tells the person why it was stopped, even when its end cannot be stored', async () => {
    jest.spyOn(ledger, 'commit').mockRejectedValue(new Error('connection lost'));
    const run = await start(async function* (_thread, _input, context) {
      await untilStopped(context);
    });
    run.stop('turn_too_long');
    await run.finished;
    expect(events.at(-1)).toMatchObject({ type: 'error', code: 'custom', allow_retry: true });
    expect(log.error).toHaveBeenCalledWith('turn could not be closed', expect.anything());
  });
});
