import { createSecretKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { AssistantServer } from '../../src/agent/assistant.server.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import { MemoryTurnLedger } from '../../src/turns/memory-turn.ledger.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { TurnLedger, type TurnChanges } from '../../src/turns/turn-ledger.js';
import { startApp } from '../support/app.js';
import { ChatKitClient } from '../support/chatkit-client.js';
import { ScriptPlayer } from './script.js';
import { UploadStore } from './upload-store.js';

const sessionSecret = 'a session secret for the model’s tests alone';

/** The writes of turns. */
export interface Writes {
  /** While true, every write of a running turn takes its time. */
  areSlow: boolean;
  /** Ids of the items that were written. */
  readonly done: Set<string>;
}

/** A whole server over HTTP, whose hooks play scripts. */
export interface ModelServer {
  player: ScriptPlayer;
  store: ThreadStore;
  writes: Writes;
  /** Turns that run just now. */
  runningTurns(): number;
  clientFor(user: string): Promise<ChatKitClient>;
  close(): Promise<void>;
}

export async function startModelServer(storage: 'memory' | 'embedded'): Promise<ModelServer> {
  const player = new ScriptPlayer();
  const store = storage === 'memory' ? new MemoryThreadStore() : undefined;
  const ledger = store && new MemoryTurnLedger(store);
  const { app, url, close } = await startApp({
    responder: player,
    attachmentStore: new UploadStore(),
    variables: { SESSION_SECRET: sessionSecret },
    store,
    ledger,
  });
  return {
    player,
    store: store ?? app.get(ThreadStore),
    writes: watched(ledger ?? app.get(TurnLedger)),
    runningTurns: () => app.get(AssistantServer).runningTurns,
    clientFor: async (user) => new ChatKitClient(url, await tokenFor(user)),
    close,
  };
}

/** As the server hands them out to the two people of the demo. */
const tokenFor = (user: string): Promise<string> =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('nestjs-chatkit-dev')
    .setSubject(user)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(createSecretKey(sessionSecret, 'utf8'));

/** Knows which items a turn has written, and lets writes be slow, so that who is told too early is caught. */
function watched(ledger: TurnLedger): Writes {
  const writes: Writes = { areSlow: false, done: new Set() };
  const [begin, commit] = [ledger.begin.bind(ledger), ledger.commit.bind(ledger)];
  const note = ({ items = [] }: TurnChanges) => items.forEach(({ id }) => writes.done.add(id));
  ledger.begin = async (turn, changes, principal) => {
    const lease = await begin(turn, changes, principal);
    note(changes);
    return lease;
  };
  ledger.commit = async (lease, changes) => {
    if (writes.areSlow) await new Promise((resolve) => setTimeout(resolve, 15));
    const thread = await commit(lease, changes);
    note(changes);
    return thread;
  };
  return writes;
}
