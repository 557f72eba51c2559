import type { ActionConfig } from '../../../src/protocol/widgets/values';
import type { WidgetItem } from '../../../src/protocol/items';
import type { Action } from '../../../src/protocol/widgets/widget';
import type { Conversation } from './conversation';
import { WidgetView } from './widgets/widget-view';

interface WidgetItemViewProps {
  item: WidgetItem;
  conversation: Conversation;
  answering: boolean;
}

/** A widget of the conversation, whose actions go to the server. */
export function WidgetItemView({ item, conversation, answering }: WidgetItemViewProps) {
  const perform = async (action: Action, { handler, streaming }: ActionConfig) => {
    if (handler === 'client') throw new Error('Only the page that this was made for can do that.');
    await conversation.act(item.id, action, streaming !== false);
  };
  return <WidgetView widget={item.widget} copyText={item.copy_text} host={{ answering, perform }} />;
}
