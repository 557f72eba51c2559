import { useCallback, useEffect, useRef, useState } from 'react';
import type { Remembered } from '../remembered';
import { Conversation } from './conversation';
import type { ProtocolClient } from './protocol-client';

/** The conversation on the screen, and the ways to another one. */
export interface ConversationSwitch {
  conversation: Conversation;
  open: (threadId: string) => void;
  startNew: () => void;
}

/**
 * Opens the remembered conversation first, remembers the one on the screen, and keeps those that were left, so
 * that a draft or a running answer is still there on return.
 */
export function useConversation(client: ProtocolClient, lastThread: Remembered): ConversationSwitch {
  const visited = useRef(new Map<string, Conversation>());
  /** The new conversation that nothing was sent in yet, and that may hold a draft. */
  const unsent = useRef<Conversation | null>(null);
  const [conversation, setConversation] = useState(() => new Conversation(client, lastThread.get()));

  const startNew = useCallback(() => {
    lastThread.set(null);
    if (!unsent.current?.isUnsent) unsent.current = new Conversation(client);
    setConversation(unsent.current);
  }, [client, lastThread]);

  const open = useCallback(
    (threadId: string) => {
      lastThread.set(threadId);
      setConversation(visited.current.get(threadId) ?? new Conversation(client, threadId));
    },
    [client, lastThread],
  );

  useEffect(() => {
    let shown = true;
    if (conversation.isUnsent) unsent.current = conversation;
    const keep = () => {
      const { threadId } = conversation.get();
      if (!threadId) return;
      visited.current.set(threadId, conversation);
      if (shown) lastThread.set(threadId);
    };
    keep();
    const unsubscribe = conversation.subscribe(keep);
    void conversation.load().then((exists) => {
      if (exists) return;
      const { threadId, draft } = conversation.get();
      visited.current.delete(threadId!);
      if (!shown) return;
      startNew();
      // What was written while the thread was looked for.
      const kept = [unsent.current?.get().draft, draft].filter(Boolean);
      unsent.current?.setDraft(kept.join('\n'));
    });
    // Left, it is still kept under the id that its thread may get later.
    return () => {
      shown = false;
      if (conversation.get().threadId || conversation.get().phase === 'idle') unsubscribe();
    };
  }, [conversation, lastThread, startNew]);

  return { conversation, open, startNew };
}
