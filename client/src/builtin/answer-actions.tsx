import type { FeedbackKind } from '../../../src/protocol/feedback';
import { CopyButton } from './copy-button';
import { Icon } from './icons';
import type { AnswerTurn } from './turns';

interface AnswerActionsProps {
  turn: AnswerTurn;
  feedback: FeedbackKind | undefined;
  /** Absent where the answer cannot be had anew. */
  onRetry?: () => void;
  onFeedback: (kind: FeedbackKind) => void;
}

/** What can be done with a finished answer: copy it, judge it, have it anew. */
export function AnswerActions({ turn, feedback, onRetry, onFeedback }: AnswerActionsProps) {
  const thumb = (kind: FeedbackKind, name: string, icon: string) => (
    <button
      className="icon-button"
      aria-label={name}
      title={name}
      aria-pressed={feedback === kind}
      onClick={() => feedback !== kind && onFeedback(kind)}
    >
      <Icon name={icon} />
    </button>
  );
  return (
    <div className="answer-actions" role="group" aria-label="This answer">
      {turn.text && <CopyButton text={turn.text} />}
      {thumb('positive', 'Good answer', 'thumb-up')}
      {thumb('negative', 'Bad answer', 'thumb-down')}
      {onRetry && (
        <button className="icon-button" aria-label="Try again" title="Try again" onClick={onRetry}>
          <Icon name="reload" />
        </button>
      )}
    </div>
  );
}
