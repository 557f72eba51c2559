'use client';

import { ChatKit, useChatKit } from '@openai/chatkit-react';
import { createChatKitFetch } from 'nestjs-chatkit/browser';
import { useRouter } from 'next/navigation';
import Script from 'next/script';
import { useState } from 'react';
import { getToken } from '@/lib/get-token';
import { lastThreadOf } from '@/lib/last-thread';

const server = process.env.NEXT_PUBLIC_API_URL ?? 'http://localhost:8000';
const domainKey = process.env.NEXT_PUBLIC_CHATKIT_DOMAIN_KEY ?? 'local-dev';

export function Chat({ userId }: { userId: string }) {
  const router = useRouter();
  const [isBlocked, setBlocked] = useState(false);
  const [lastThread] = useState(() => lastThreadOf(userId));
  const [initialThread] = useState(() => lastThread.get());
  const [chat] = useState(() =>
    createChatKitFetch({
      baseUrl: server,
      getToken,
      storageKey: `chat.unsent.${userId}`,
      onSignedOut: (reason) => router.replace(`/sign-in?reason=${encodeURIComponent(reason)}`),
      onUnsent: ({ text }) => void setComposerValue({ text }),
    }),
  );

  const { control, fetchUpdates, setComposerValue, setThreadId } = useChatKit({
    api: { url: `${server}/chatkit`, domainKey, fetch: chat },
    initialThread,
    theme: { colorScheme: 'light', color: { accent: { primary: '#2563eb', level: 1 } } },
    history: { enabled: true },
    startScreen: {
      greeting: 'What can I do for you?',
      prompts: [
        { label: 'Create a task', prompt: 'Add a task to buy groceries', icon: 'plus' },
        { label: 'List my tasks', prompt: "What's on my list?", icon: 'notebook' },
        { label: 'Get help', prompt: 'What can you do?', icon: 'circle-question' },
      ],
    },
    onThreadChange: ({ threadId }) => lastThread.set(threadId),
    // An answer that was being written when the page was left has gone on.
    onThreadLoadEnd: ({ threadId }) => void chat.resume({ threadId, fetchUpdates }),
    onReady: () => {
      const unsent = chat
        .unsent()
        .filter(({ threadId }) => threadId === initialThread)
        .at(-1);
      if (unsent) void setComposerValue({ text: unsent.text });
    },
    onError: ({ error }) => {
      console.error(error);
      // The conversation is gone, or is on another server.
      if (error.name === 'InitialThreadLoadError') void setThreadId(null);
    },
  });

  return (
    <main className="chat">
      <Script
        src="https://cdn.platform.openai.com/deployments/chatkit/chatkit.js"
        onError={() => setBlocked(true)}
      />
      {isBlocked && <p role="alert">The chat could not be loaded from cdn.platform.openai.com.</p>}
      <button onClick={() => void setThreadId(null)}>New chat</button>
      <ChatKit control={control} className="widget" />
    </main>
  );
}
