import { useEffect, useRef } from 'react';
import { dayGroups, titleOfThread } from './day-groups';
import { Icon } from './icons';
import type { ThreadListState } from './use-thread-list';

interface ThreadListProps {
  list: ThreadListState;
  currentId: string | null;
  /** Only matters where there is no room beside the conversation, and the list lies over it. */
  open: boolean;
  onPick: (threadId: string) => void;
  onNew: () => void;
  onClose: () => void;
}

/** The person's conversations: beside the chat where there is room, over it on a phone. */
export function ThreadList({ list, currentId, open, onPick, onNew, onClose }: ThreadListProps) {
  const closeButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (open) closeButton.current?.focus();
  }, [open]);

  return (
    <nav className="thread-list" data-open={open} aria-label="Your conversations">
      <div className="thread-list-top">
        <button className="button new-chat" onClick={onNew}>
          <Icon name="write" /> New chat
        </button>
        <button
          ref={closeButton}
          className="icon-button narrow-only"
          aria-label="Close the list"
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </div>
      {list.error && (
        <div className="note danger" role="alert">
          <p>{list.error}</p>
          <button className="button" onClick={() => void list.refresh()}>
            Try again
          </button>
        </div>
      )}
      {list.threads?.length === 0 && !list.error && (
        <p className="hint">No conversations yet. The first message starts one.</p>
      )}
      {dayGroups(list.threads ?? []).map(({ label, threads }) => (
        <section key={label}>
          <h2>{label}</h2>
          <ul>
            {threads.map((thread) => (
              <li key={thread.id}>
                <button
                  className="thread"
                  aria-current={thread.id === currentId || undefined}
                  onClick={() => onPick(thread.id)}
                >
                  {titleOfThread(thread)}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {list.hasMore && (
        <button className="button" onClick={() => void list.loadMore()}>
          Show more
        </button>
      )}
    </nav>
  );
}
