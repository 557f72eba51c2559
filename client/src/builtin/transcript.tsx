import { useEffect, useState } from 'react';
import type { ThreadItem } from '../../../src/protocol/items';
import type { ConversationState } from './apply-event';
import { FailureNote } from './failure-note';
import { Icon } from './icons';
import { Item, textOfItem } from './items';
import { Markdown } from './markdown';
import { useStickToBottom } from './use-stick-to-bottom';

interface TranscriptProps {
  state: ConversationState;
  onRetry: () => void;
}

/** The conversation so far, and at its end whatever is happening just now. */
export function Transcript({ state, onRetry }: TranscriptProps) {
  const { items, phase, pendingText, progress, notices, failure, stopped } = state;
  const answering = phase === 'answering';
  const { scroller, content, away, scrollToEnd } = useStickToBottom(pendingText !== null);
  const last = items.at(-1);
  const waiting = answering && !progress && (pendingText !== null || !showsActivity(last));

  return (
    <div className="transcript">
      <div className="scroller" ref={scroller}>
        {/* Announced once per finished answer, below; a log that reads out every word helps nobody. */}
        <div className="log" role="log" aria-live="off" aria-busy={answering} ref={content}>
          {phase === 'loading' && items.length === 0 && (
            <p className="loading-line">Loading the conversation…</p>
          )}
          {items.map((item) => (
            <Item key={item.id} item={item} live={answering && item === last} />
          ))}
          {pendingText !== null && (
            <article className="message user">
              <h3 className="sr-only">You said</h3>
              <p className="bubble">{pendingText}</p>
            </article>
          )}
          {progress && <p className="progress-line">{progress}</p>}
          {waiting && (
            <p className="dots" aria-label="The assistant is thinking">
              <span />
              <span />
              <span />
            </p>
          )}
          {notices.map((notice, index) => (
            <div key={index} className={`note ${notice.level}`} role="status">
              <Icon name={notice.level === 'info' ? 'info' : 'alert'} />
              <div>
                {notice.title && <b>{notice.title}</b>}
                <Markdown text={notice.message} />
              </div>
            </div>
          ))}
          {stopped && <p className="stopped-line">You stopped this answer.</p>}
          {failure && <FailureNote failure={failure} onRetry={onRetry} />}
        </div>
      </div>
      {away && (
        <button
          className="icon-button to-end"
          aria-label="Scroll to the latest message"
          onClick={scrollToEnd}
        >
          <Icon name="down" />
        </button>
      )}
      <FinishedTurn items={items} answering={answering} />
    </div>
  );
}

/** Whether the item itself shows that something is coming. */
function showsActivity(item: ThreadItem | undefined): boolean {
  if (item?.type === 'workflow') return item.workflow.tasks.length > 0 && !item.workflow.summary;
  return textOfItem(item) !== '';
}

/** Says a finished answer once, to those who listen to the page. */
function FinishedTurn({ items, answering }: { items: readonly ThreadItem[]; answering: boolean }) {
  const [said, setSaid] = useState('');
  const [wasAnswering, setWasAnswering] = useState(answering);
  const text = answering ? '' : textOfItem(items.findLast(({ type }) => type === 'assistant_message'));
  useEffect(() => {
    if (wasAnswering && !answering) setSaid(text);
    setWasAnswering(answering);
  }, [answering, wasAnswering, text]);
  return (
    <div className="sr-only" role="status" aria-live="polite">
      {said}
    </div>
  );
}
