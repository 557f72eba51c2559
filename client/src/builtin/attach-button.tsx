import { useRef } from 'react';
import { toAcceptList } from '../accepted-files';
import type { PageConfig } from '../page-config';
import { Icon } from './icons';
import type { Uploads } from './uploads';

interface AttachButtonProps {
  uploads: Uploads;
  taken: NonNullable<PageConfig['attachments']>;
  disabled: boolean;
}

/** Opens the browser's own dialog for files. The input itself is not shown. */
export function AttachButton({ uploads, taken, disabled }: AttachButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={toAcceptList(taken.types)}
        data-testid="file-input"
        onChange={(event) => {
          uploads.add([...(event.target.files ?? [])], taken.maxCount);
          // The same file may be chosen again.
          event.target.value = '';
        }}
      />
      <button
        type="button"
        className="icon-button attach-button"
        aria-label="Attach files"
        disabled={disabled}
        onClick={() => input.current?.click()}
      >
        <Icon name="plus" />
      </button>
    </>
  );
}
