import { Fragment, useEffect, useState } from 'react';
import type { ThreadItem } from '../../../src/protocol/items';
import { AnswerActions } from './answer-actions';
import type { ConversationState } from './apply-event';
import type { Conversation } from './conversation';
import { FailureNote } from './failure-note';
import { textOfItem } from './item-text';
import { Item } from './items';
import { Icon } from './icons';
import { NoticeNote } from './notice-note';
import { UserBubble } from './user-bubble';
import { answerTurns, type AnswerTurn } from './turns';
import { useStickToBottom } from './use-stick-to-bottom';

interface TranscriptProps {
  conversation: Conversation;
  state: ConversationState;
}

/** The conversation so far, and at its end whatever is happening just now. */
export function Transcript({ conversation, state }: TranscriptProps) {
  const { items, phase, pendingText, progress, notices, failure, stopped } = state;
  const answering = phase === 'answering';
  const { scroller, content, away, scrollToEnd } = useStickToBottom(pendingText !== null);
  const last = items.at(-1);
  const turns = answerTurns(items, answering);
  const waiting = answering && !progress && (pendingText !== null || !showsActivity(last));

  return (
    <div className="transcript">
      <div className="scroller" ref={scroller}>
        {/* Announced once per finished answer, below; a log that reads out every word helps nobody. */}
        <div className="log" role="log" aria-live="off" aria-busy={answering} ref={content}>
          {phase === 'loading' && items.length === 0 && (
            <p className="loading-line">Loading the conversation…</p>
          )}
          {items.map((item) => {
            const turn = turns.get(item.id);
            return (
              <Fragment key={item.id}>
                <Item
                  item={item}
                  conversation={conversation}
                  live={answering && item === last}
                  answering={answering}
                  progress={state.imageProgress[item.id]}
                />
                {turn && <TurnActions turn={turn} conversation={conversation} state={state} />}
              </Fragment>
            );
          })}
          {pendingText !== null && <UserBubble text={pendingText} attachments={state.pendingFiles} />}
          {progress && <p className="progress-line">{progress}</p>}
          {waiting && (
            <p className="dots" aria-label="The assistant is thinking">
              <span />
              <span />
              <span />
            </p>
          )}
          {notices.map((notice, index) => (
            <NoticeNote key={index} notice={notice} />
          ))}
          {stopped && <p className="stopped-line">You stopped this answer.</p>}
          {failure && <FailureNote failure={failure} onRetry={() => void conversation.retry()} />}
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

interface TurnActionsProps {
  turn: AnswerTurn;
  conversation: Conversation;
  state: ConversationState;
}

function TurnActions({ turn, conversation, state }: TurnActionsProps) {
  const { askedId, itemIds, last } = turn;
  // The failure at the end offers the same.
  const offered = last && state.failure?.retry === 'answer';
  const mayRetry = askedId && !offered && state.phase === 'idle' && state.status.type === 'active';
  const retry = () => {
    const sure = last || confirm('Have this answered anew? Everything that came after it will be deleted.');
    if (sure) void conversation.retryAfter(askedId!);
  };
  return (
    <AnswerActions
      turn={turn}
      feedback={state.feedback[itemIds.at(-1)!]}
      onRetry={mayRetry ? retry : undefined}
      onFeedback={(kind) => void conversation.judge(turn, kind)}
    />
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
