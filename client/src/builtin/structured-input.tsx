import { useState } from 'react';
import type { StructuredInputItem } from '../../../src/protocol/items';
import type { StructuredInput, StructuredInputSubmission } from '../../../src/protocol/structured-input';
import { answerText, choose, emptyDraft, toSubmission, write, type Draft } from './structured-answers';

interface StructuredInputViewProps {
  item: StructuredInputItem;
  /** An answer is being written: nothing can be sent yet. */
  answering: boolean;
  onSubmit: (submission: StructuredInputSubmission) => void;
}

/** Questions of the assistant: to be answered or skipped, and afterwards with what was answered. */
export function StructuredInputView({ item, answering, onSubmit }: StructuredInputViewProps) {
  return item.status === 'pending' ? (
    <QuestionForm item={item} answering={answering} onSubmit={onSubmit} />
  ) : (
    <dl className="questions answered">
      {item.inputs.map(({ id, question, answer }) => (
        <div key={id}>
          <dt>{question}</dt>
          <dd>{answerText(answer)}</dd>
        </div>
      ))}
    </dl>
  );
}

function QuestionForm({ item: { inputs }, answering, onSubmit }: StructuredInputViewProps) {
  const [drafts, setDrafts] = useState<Record<string, Draft>>({});
  const submission = toSubmission(inputs, drafts);
  const empty = Object.values(submission.answers).every(({ skipped }) => skipped);
  return (
    <form
      className="questions"
      aria-label="Questions of the assistant"
      onSubmit={(event) => {
        event.preventDefault();
        if (!answering && !empty) onSubmit(submission);
      }}
    >
      {inputs.map((input) => (
        <Question
          key={input.id}
          input={input}
          draft={drafts[input.id] ?? emptyDraft}
          onChange={(draft) => setDrafts({ ...drafts, [input.id]: draft })}
        />
      ))}
      <div className="question-buttons">
        <button className="button primary" disabled={answering || empty}>
          Send
        </button>
        <button
          type="button"
          className="button"
          disabled={answering}
          onClick={() => onSubmit({ status: 'skipped', answers: {} })}
        >
          Skip
        </button>
      </div>
    </form>
  );
}

interface QuestionProps {
  input: StructuredInput;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

function Question({ input, draft, onChange }: QuestionProps) {
  if (input.type === 'freeform') {
    return (
      <label className="question">
        <span className="question-text">{input.question}</span>
        {input.description && <span className="hint">{input.description}</span>}
        <textarea
          className="w-field"
          rows={3}
          value={draft.own}
          onChange={({ target }) => onChange(write(input, draft, target.value))}
        />
      </label>
    );
  }
  return (
    <fieldset className="question">
      <legend className="question-text">{input.question}</legend>
      {input.options.map(({ value }) => (
        <label key={value} className="w-choice">
          <input
            type={input.multiple ? 'checkbox' : 'radio'}
            name={input.id}
            checked={draft.chosen.includes(value)}
            onChange={() => onChange(choose(input, draft, value))}
          />
          <span>{value}</span>
        </label>
      ))}
      <input
        className="w-field"
        aria-label={`Another answer to: ${input.question}`}
        placeholder="Another answer"
        value={draft.own}
        onChange={({ target }) => onChange(write(input, draft, target.value))}
      />
    </fieldset>
  );
}
