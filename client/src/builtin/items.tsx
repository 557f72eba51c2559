import { memo } from 'react';
import type { UserContentPart } from '../../../src/protocol/content';
import type { AssistantMessageItem, ThreadItem, UserMessageItem } from '../../../src/protocol/items';
import { CopyButton } from './copy-button';
import { Markdown } from './markdown';
import { StepList } from './step-list';
import { widgetLines } from './widget-text';

/** One item of a conversation. Types that this chat does not know are left out. `live`: it is being written. */
export const Item = memo(function Item({ item, live }: { item: ThreadItem; live: boolean }) {
  switch (item.type) {
    case 'user_message':
      return <UserMessage item={item} />;
    case 'assistant_message':
      return <AssistantMessage item={item} live={live} />;
    case 'workflow':
      return <StepList workflow={item.workflow} live={live} />;
    case 'task':
      return <StepList workflow={{ type: 'custom', tasks: [item.task], expanded: true }} live={live} />;
    case 'widget': {
      const lines = item.copy_text ? [item.copy_text] : widgetLines(item.widget);
      return lines.length > 0 && <div className="plain-widget">{lines.map(toParagraph)}</div>;
    }
    case 'structured_input':
      return (
        <div className="plain-widget">{item.inputs.map(({ question }) => question).map(toParagraph)}</div>
      );
    case 'generated_image':
      return item.image && <ImageLink url={item.image.url} />;
    default:
      return null;
  }
});

function UserMessage({ item }: { item: UserMessageItem }) {
  return (
    <article className="message user">
      <h3 className="sr-only">You said</h3>
      {item.quoted_text && <blockquote>{item.quoted_text}</blockquote>}
      <p className="bubble">{item.content.map(textOfPart).join('')}</p>
      {item.attachments.length > 0 && (
        <p className="attachments">{item.attachments.map(({ name }) => name).join(', ')}</p>
      )}
    </article>
  );
}

function AssistantMessage({ item, live }: { item: AssistantMessageItem; live: boolean }) {
  const text = textOfItem(item);
  if (!text && !live) return null;
  return (
    <article className="message assistant" data-live={live || undefined}>
      <h3 className="sr-only">The assistant said</h3>
      <Markdown text={text} />
      {!live && <CopyButton text={text} />}
    </article>
  );
}

function ImageLink({ url }: { url: string }) {
  if (url.startsWith('data:image/'))
    return <img className="generated" src={url} alt="Made by the assistant" />;
  return /^https?:/i.test(url) ? (
    <p>
      <a href={url} target="_blank" rel="noopener noreferrer">
        Open the image
      </a>
    </p>
  ) : null;
}

const toParagraph = (line: string, index: number) => <p key={index}>{line}</p>;

const textOfPart = (part: UserContentPart) => (part.type === 'input_tag' ? `@${part.text}` : part.text);

/** What the person asked first: the name of a conversation that has no title. */
export function firstQuestion(items: readonly ThreadItem[]): string {
  const first = items.find((item) => item.type === 'user_message');
  return first ? first.content.map(textOfPart).join('') : '';
}

/** What an assistant's message says, as it was written. */
export function textOfItem(item: ThreadItem | undefined): string {
  if (item?.type !== 'assistant_message') return '';
  return item.content
    .filter((part) => part.type === 'output_text')
    .map(({ text }) => text)
    .join('\n\n');
}
