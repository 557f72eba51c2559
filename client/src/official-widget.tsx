import { ChatKit, useChatKit, type StartScreenPrompt } from '@openai/chatkit-react';
import { useState } from 'react';
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
  const { control } = useChatKit({
    api: { url: '/chatkit', domainKey: config.domainKey, fetch: session.fetch },
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
    composer: { placeholder: 'Message the assistant' },
    threadItemActions: { feedback: true, retry: true },
    thread: { autoScroll: true },
    onThreadChange: ({ threadId }) => lastThread.set(threadId),
    // The widget shows its errors itself; the event is the place for an operator's own error tracking.
    onError: ({ error }) => reportError(error),
  });
  return <ChatKit control={control} className="official-widget" />;
}

// The element refuses members that it does not know, so exactly these three are handed on.
function toPrompt({ label, prompt, icon }: PageConfig['prompts'][number]): StartScreenPrompt {
  return { label, prompt, ...(icon && { icon: icon as StartScreenPrompt['icon'] }) };
}
