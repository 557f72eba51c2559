import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import type { PageConfig } from '../page-config';
import type { Remembered } from '../remembered';
import { useStore } from '../store';
import { Composer } from './composer';
import { Icon } from './icons';
import { firstQuestion } from './item-text';
import type { ProtocolClient } from './protocol-client';
import { StartScreen } from './start-screen';
import { ThreadList } from './thread-list';
import { Transcript } from './transcript';
import { useConversation } from './use-conversation';
import { useFileDrop } from './use-file-drop';
import { useThreadList } from './use-thread-list';

interface ChatProps {
  client: ProtocolClient;
  config: PageConfig;
  lastThread: Remembered;
  /** Shown below the composer. */
  footer: ReactNode;
}

/** The built-in chat: the list of conversations, the one on the screen, and the composer. */
export function Chat({ client, config, lastThread, footer }: ChatProps) {
  const { conversation, open, startNew } = useConversation(client, lastThread);
  const state = useStore(conversation);
  const threads = useThreadList(client);
  const [listOpen, setListOpen] = useState(false);
  const listButton = useRef<HTMLButtonElement>(null);
  const composer = useRef<HTMLTextAreaElement>(null);
  const { threadId, title, phase } = state;

  // A thread that was just made or named is not in the list yet.
  const { refresh } = threads;
  useEffect(() => {
    void refresh();
  }, [refresh, threadId, title]);

  // On a touch screen the focus would push up the keyboard unasked.
  const focusComposer = useCallback(() => {
    if (matchMedia('(pointer: fine)').matches) composer.current?.focus();
  }, []);
  useEffect(focusComposer, [focusComposer, conversation]);

  const closeList = () => {
    setListOpen(false);
    listButton.current?.focus();
  };
  const leaveList = (action: () => void) => {
    action();
    setListOpen(false);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    if (listOpen) closeList();
    else conversation.stop();
  };

  const { attachments } = config;
  const { isOver, zone } = useFileDrop(
    attachments && ((files) => conversation.uploads.add(files, attachments.maxCount)),
  );
  const isStart = phase !== 'loading' && state.items.length === 0 && state.pendingText === null;

  return (
    <div className="chat" onKeyDown={onKeyDown}>
      <ThreadList
        list={threads}
        currentId={threadId}
        open={listOpen}
        onPick={(id) => leaveList(() => open(id))}
        onNew={() => leaveList(startNew)}
        onClose={closeList}
      />
      <section
        className="conversation"
        aria-label="Conversation"
        inert={listOpen}
        data-dropping={isOver || undefined}
        {...zone}
      >
        <header className="conversation-header">
          <button
            ref={listButton}
            className="icon-button narrow-only"
            aria-label="Show your conversations"
            aria-expanded={listOpen}
            onClick={() => setListOpen(true)}
          >
            <Icon name="menu" />
          </button>
          <h1>{title || firstQuestion(state.items) || 'New conversation'}</h1>
          <button className="icon-button narrow-only" aria-label="New chat" onClick={startNew}>
            <Icon name="write" />
          </button>
        </header>
        {isStart ? (
          <StartScreen
            config={config}
            failure={state.failure}
            onRetry={() => void conversation.retry()}
            onPrompt={(text) => {
              focusComposer();
              void conversation.send(text);
            }}
          />
        ) : (
          <Transcript key={conversation.key} conversation={conversation} state={state} />
        )}
        <Composer
          ref={composer}
          state={state}
          uploads={conversation.uploads}
          taken={config.attachments}
          onDraft={(text) => conversation.setDraft(text)}
          onSend={() => void conversation.sendDraft()}
          onStop={() => conversation.stop()}
        />
        {footer}
      </section>
    </div>
  );
}
