import { useImperativeHandle, useLayoutEffect, useRef, type Ref } from 'react';
import type { PageConfig } from '../page-config';
import { useStore } from '../store';
import type { ConversationState } from './apply-event';
import { AttachButton } from './attach-button';
import { ChosenFiles } from './chosen-files';
import { Icon } from './icons';
import { pendingQuestion } from './turns';
import type { Uploads } from './uploads';

interface ComposerProps {
  ref: Ref<HTMLTextAreaElement>;
  state: ConversationState;
  uploads: Uploads;
  /** What may be attached. Null: nothing. */
  taken: PageConfig['attachments'];
  onDraft: (text: string) => void;
  onSend: () => void;
  onStop: () => void;
}

const maxHeightPx = 200;

/** Where a person writes. Enter sends, Shift+Enter breaks the line; writing goes on while an answer comes. */
export function Composer({ ref, state, uploads, taken, onDraft, onSend, onStop }: ComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => field.current!);
  const { draft, phase, status, canStop, items } = state;
  useStore(uploads);
  const hasMessage = uploads.makeMessageWith(draft);

  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, maxHeightPx)}px`;
  }, [draft]);

  if (status.type !== 'active') {
    return <p className="composer-closed">{status.reason || `This conversation is ${status.type}.`}</p>;
  }

  const onKeyDown = (event: React.KeyboardEvent) => {
    // 229 is what some browsers give for the Enter that ends a composition.
    const composing = event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || composing) return;
    event.preventDefault();
    onSend();
  };
  const asked = pendingQuestion(items) !== undefined;
  const answering = phase === 'answering';

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
        field.current?.focus();
      }}
    >
      <ChosenFiles uploads={uploads} />
      <div className="composer-box">
        {taken && <AttachButton uploads={uploads} taken={taken} disabled={asked} />}
        <textarea
          ref={field}
          rows={1}
          aria-label="Message"
          placeholder={asked ? 'Answer or skip the question' : 'Message the assistant'}
          enterKeyHint="send"
          disabled={asked}
          value={draft}
          onChange={(event) => onDraft(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const { clipboardData } = event;
            const pasted = [...clipboardData.files];
            // What programs copy often comes as text and as a picture of it: the text is meant.
            if (!taken || pasted.length === 0 || clipboardData.types.includes('text/plain')) return;
            event.preventDefault();
            uploads.add(pasted, taken.maxCount);
          }}
        />
        {answering ? (
          <button
            type="button"
            className="send-button"
            aria-label="Stop"
            disabled={!canStop}
            onClick={() => {
              onStop();
              field.current?.focus();
            }}
          >
            <Icon name="stop" />
          </button>
        ) : (
          <button
            type="submit"
            className="send-button"
            aria-label="Send"
            disabled={asked || phase !== 'idle' || !hasMessage}
          >
            <Icon name="send" />
          </button>
        )}
      </div>
    </form>
  );
}
