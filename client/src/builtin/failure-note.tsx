import type { Failure } from './apply-event';
import { Icon } from './icons';

/** A failure where it happened, with the way out where there is one. */
export function FailureNote({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  return (
    <div className="note danger" role="alert">
      <Icon name="alert" />
      <div>
        <p>{failure.text}</p>
        {failure.retry && (
          <button className="button" onClick={onRetry}>
            <Icon name="reload" /> {failure.retry === 'send' ? 'Send again' : 'Try again'}
          </button>
        )}
      </div>
    </div>
  );
}
