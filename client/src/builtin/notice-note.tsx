import type { Notice } from './apply-event';
import { Icon } from './icons';
import { Markdown } from './markdown';

/** What the server wants the person to know. */
export function NoticeNote({ notice: { level, title, message } }: { notice: Notice }) {
  return (
    <div className={`note ${level}`} role="status">
      <Icon name={level === 'info' ? 'info' : 'alert'} />
      <div>
        {title && <b>{title}</b>}
        <Markdown text={message} />
      </div>
    </div>
  );
}
