import { ChatKit, useChatKit, type StartScreenPrompt } from '@openai/chatkit-react';
import { useEffect, useState } from 'react';
import type { UnsentMessage } from '../browser/index.js';
import { toAcceptMap } from './accepted-files';
import type { PageConfig } from './page-config';
import type { Remembered } from './remembered';
import type { Session } from './session';

interface OfficialWidgetProps {
  session: Session;
  config: PageConfig;
  lastThread: Remembered;
}

/** OpenAI's own ChatKit element, speaking to this server. Its script must have been loaded. */
export function OfficialWidget({ session, config, lastThread }: OfficialWidgetProps) {
  const [initialThread] = useState(() => lastThread.get());
  const { control, fetchUpdates, setComposerValue } = useChatKit({
    api: {
      url: '/chatkit',
      domainKey: config.domainKey,
      fetch: session.chat,
      ...(config.attachments && { uploadStrategy: { type: 'two_phase' as const } }),
    },
    frameTitle: 'Chat',
    initialThread,
    theme: {
      colorScheme: 'light',
      radius: 'round',
      color: { accent: { primary: '#2563eb', level: 1 } },
      typography: { baseSize: 16 },
    },
    header: { enabled: true },
    history: { enabled: true, showDelete: true, showRename: true },
    startScreen: { greeting: config.greeting, prompts: config.prompts.map(toPrompt) },
    composer: {
      placeholder: 'Message the assistant',
      ...(config.attachments && { attachments: toAttachments(config.attachments) }),
    },
    threadItemActions: { feedback: true, retry: true },
    thread: { autoScroll: true },
    onThreadChange: ({ threadId }) => lastThread.set(threadId),
    // An answer that was being written before a reload, or in another tab.
    onThreadLoadEnd: ({ threadId }) => void session.chat.resume({ threadId, fetchUpdates }),
    onReady: () => {
      const unsent = session.chat.unsent().findLast(({ threadId }) => threadId === initialThread);
      if (unsent) offer(unsent);
    },
    // The widget shows its errors itself; the event is the place for an operator's own error tracking.
    onError: ({ error }) => reportError(error),
  });
  // A widget that takes nothing just now shows nothing; the text is offered again after a reload.
  const offer = ({ text }: UnsentMessage) => void setComposerValue({ text }).catch(() => undefined);
  // Refused or not sent, a message is lost to the widget.
  useEffect(() => {
    session.onUnsent = offer;
    return () => void (session.onUnsent = null);
  });
  return <ChatKit control={control} className="official-widget" />;
}

function toAttachments({ types, maxBytes, maxCount }: NonNullable<PageConfig['attachments']>) {
  return { enabled: true, maxSize: maxBytes, maxCount, accept: toAcceptMap(types) };
}

// The element refuses members that it does not know, so exactly these three are handed on.
function toPrompt({ label, prompt, icon }: PageConfig['prompts'][number]): StartScreenPrompt {
  return { label, prompt, ...(icon && { icon: icon as StartScreenPrompt['icon'] }) };
}
