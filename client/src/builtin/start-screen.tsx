import type { PageConfig } from '../page-config';
import type { Failure } from './apply-event';
import { FailureNote } from './failure-note';
import { Icon } from './icons';

interface StartScreenProps {
  config: PageConfig;
  failure: Failure | null;
  onRetry: () => void;
  onPrompt: (text: string) => void;
}

/** What a new conversation opens with: a greeting, and a few things worth asking. */
export function StartScreen({ config, failure, onRetry, onPrompt }: StartScreenProps) {
  return (
    <div className="start-screen">
      <div className="start-inner">
        <h2>{config.greeting}</h2>
        <ul className="prompts">
          {config.prompts.map(({ label, prompt, icon }) => (
            <li key={label}>
              <button className="prompt" onClick={() => onPrompt(prompt)}>
                <span className="prompt-icon">
                  <Icon name={icon} />
                </span>
                <span className="prompt-text">
                  <b>{label}</b>
                  <span>{prompt}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
        {config.model.provider === 'demo' && (
          <p className="hint">
            Answers come from the offline demo model. Set <code>OPENAI_API_KEY</code> on the server for a real
            one.
          </p>
        )}
        {failure && <FailureNote failure={failure} onRetry={onRetry} />}
      </div>
    </div>
  );
}
