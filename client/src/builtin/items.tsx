import { memo } from 'react';
import type { AssistantMessageItem, ThreadItem, UserMessageItem } from '../../../src/protocol/items';
import type { Conversation } from './conversation';
import { GeneratedImage } from './generated-image';
import { textOfItem, textOfPart } from './item-text';
import { Markdown } from './markdown';
import { StepList } from './step-list';
import { StructuredInputView } from './structured-input';
import { UserBubble } from './user-bubble';
import { WidgetItemView } from './widget-item';

interface ItemProps {
  item: ThreadItem;
  conversation: Conversation;
  /** It is being written. */
  live: boolean;
  /** Something is being written. */
  answering: boolean;
  /** How far an image is, from 0 to 1. */
  progress?: number;
}

/** One item of a conversation. Types that this chat does not know are left out. */
export const Item = memo(function Item({ item, conversation, live, answering, progress }: ItemProps) {
  switch (item.type) {
    case 'user_message':
      return <UserMessage item={item} />;
    case 'assistant_message':
      return <AssistantMessage item={item} live={live} />;
    case 'workflow':
      return <StepList workflow={item.workflow} live={live} />;
    case 'task':
      return <StepList workflow={{ type: 'custom', tasks: [item.task], expanded: true }} live={live} />;
    case 'widget':
      return <WidgetItemView item={item} conversation={conversation} answering={answering} />;
    case 'structured_input':
      return (
        <StructuredInputView
          item={item}
          answering={answering}
          onSubmit={(submission) => void conversation.submitInput(item.id, submission)}
        />
      );
    case 'generated_image':
      return <GeneratedImage item={item} live={live} progress={progress} />;
    default:
      return null;
  }
});

function UserMessage({ item }: { item: UserMessageItem }) {
  const text = item.content.map(textOfPart).join('');
  return <UserBubble text={text} quoted={item.quoted_text} attachments={item.attachments} />;
}

function AssistantMessage({ item, live }: { item: AssistantMessageItem; live: boolean }) {
  const text = textOfItem(item);
  if (!text && !live) return null;
  return (
    <article className="message assistant" data-live={live || undefined}>
      <h3 className="sr-only">The assistant said</h3>
      <Markdown text={text} />
    </article>
  );
}
