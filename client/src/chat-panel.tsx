import { useEffect, useState } from 'react';
import { Chat } from './builtin/chat';
import { ProtocolClient } from './builtin/protocol-client';
import { loadWidgetScript } from './load-widget-script';
import { OfficialWidget } from './official-widget';
import type { PageConfig } from './page-config';
import { lastThreadOf } from './remembered';
import type { Session } from './session';

interface ChatPanelProps {
  session: Session;
  config: PageConfig;
  /** Something lies over the chat; it cannot be used. */
  inert: boolean;
}

type Widget = 'loading' | 'official' | 'unavailable' | 'builtin';

const chosenBuiltin = () => new URLSearchParams(location.search).get('widget') === 'builtin';

/** Chooses the chat: the official widget, or the built-in one where that was asked for or cannot be loaded. */
export function ChatPanel({ session, config, inert }: ChatPanelProps) {
  const [widget, setWidget] = useState<Widget>(() => (chosenBuiltin() ? 'builtin' : 'loading'));
  const [client] = useState(() => new ProtocolClient(session.chat));
  const [lastThread] = useState(() => lastThreadOf(session.user));
  const [bannerClosed, setBannerClosed] = useState(false);

  useEffect(() => {
    if (chosenBuiltin()) return;
    let current = true;
    // The official widget has no way to be told that its first thread is gone, so that is found out before.
    void Promise.all([loadWidgetScript(), forgetIfGone(client, lastThread)]).then(
      () => current && setWidget('official'),
      () => current && setWidget('unavailable'),
    );
    return () => void (current = false);
  }, [client, lastThread]);

  return (
    <main className="panel" inert={inert}>
      {widget === 'unavailable' && !bannerClosed && (
        <div className="banner" role="status">
          <p>
            The official ChatKit widget could not be loaded from OpenAI&apos;s CDN. You are using the built-in
            chat; same server, same threads.
          </p>
          <button className="icon-button" aria-label="Dismiss" onClick={() => setBannerClosed(true)}>
            <span aria-hidden="true">×</span>
          </button>
        </div>
      )}
      {widget === 'loading' && (
        <div className="center" aria-busy="true">
          <p className="loading-line">Loading the chat…</p>
        </div>
      )}
      {widget === 'official' && (
        <>
          <OfficialWidget session={session} config={config} lastThread={lastThread} />
          <Footer widget={widget} />
        </>
      )}
      {(widget === 'unavailable' || widget === 'builtin') && (
        <Chat client={client} config={config} lastThread={lastThread} footer={<Footer widget={widget} />} />
      )}
    </main>
  );
}

/** Says which chat this is, and leads to the other one. */
function Footer({ widget }: { widget: Widget }) {
  return (
    <footer className="page-footer">
      {widget === 'builtin' ? (
        <p>
          Built-in chat. <a href={location.pathname}>Try the official ChatKit widget</a>
        </p>
      ) : (
        <p>
          {widget === 'official' && 'Official ChatKit widget. '}
          <a href="?widget=builtin">Use the built-in chat without OpenAI&apos;s CDN</a>
        </p>
      )}
    </footer>
  );
}

async function forgetIfGone(
  client: ProtocolClient,
  lastThread: ReturnType<typeof lastThreadOf>,
): Promise<void> {
  const threadId = lastThread.get();
  if (threadId && (await client.isGone(threadId))) lastThread.set(null);
}
