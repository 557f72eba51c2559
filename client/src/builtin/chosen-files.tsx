import { useStore } from '../store';
import { Icon } from './icons';
import type { ChosenFile, Uploads } from './uploads';

/** The files that go with the message that is being written. What becomes of them is said aloud, too. */
export function ChosenFiles({ uploads }: { uploads: Uploads }) {
  const { files } = useStore(uploads);
  return (
    <ul className="chosen-files" aria-label="Attached files" aria-live="polite">
      {files.map((file) => (
        <li key={file.key} data-state={file.state}>
          <span className="file-name">{file.name}</span> <span className="file-state">{toState(file)}</span>
          <button
            type="button"
            className="icon-button"
            aria-label={`Remove ${file.name}`}
            onClick={() => uploads.remove(file.key)}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function toState({ state, error }: ChosenFile): string {
  // A message goes with all of its files or not at all: nobody shall think that one was sent that was not.
  if (state === 'failed') return `${error ?? 'The file could not be uploaded.'} Remove it to send.`;
  return state === 'ready' ? 'attached' : 'uploading…';
}
