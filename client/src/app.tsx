import { useEffect, useState } from 'react';
import { ChatPanel } from './chat-panel';
import { loadPageConfig, type PageConfig } from './page-config';
import { lastDemoUser, pastedToken } from './remembered';
import { demoSession, subjectOf, tokenSession, type Session } from './session';
import { SignInAgain, TokenForm } from './sign-in';
import { useStore } from './store';
import { TopBar } from './top-bar';

/** The page: its configuration, who it speaks for, and below that one of the two chats. */
export function App() {
  const [config, setConfig] = useState<PageConfig | 'failed' | null>(null);
  const load = () => {
    setConfig(null);
    loadPageConfig().then(setConfig, () => setConfig('failed'));
  };
  useEffect(load, []);

  if (config === null) return <main className="center" aria-busy="true" />;
  if (config === 'failed') {
    return (
      <main className="center">
        <section className="card" role="alert">
          <h1>The server does not answer</h1>
          <p>The page could not read its settings. Check that the server is running, then try again.</p>
          <button className="button primary" onClick={load}>
            Try again
          </button>
        </section>
      </main>
    );
  }
  return <Page config={config} />;
}

function Page({ config }: { config: PageConfig }) {
  const [session, setSession] = useState(() => firstSession(config));

  const become = (next: Session | null) => {
    session?.chat.dispose();
    setSession(next);
  };
  const switchUser = (user: string) => {
    lastDemoUser.set(user);
    become(demoSession(user));
  };
  const signIn = (token: string) => {
    if (session?.user === subjectOf(token)) {
      pastedToken.set(token);
      session.signIn(token);
    } else {
      become(tokenSession(token));
    }
  };

  const signOut = () => {
    pastedToken.set(null);
    become(null);
  };

  return (
    <>
      <TopBar
        config={config}
        user={session?.user}
        onSwitchUser={config.auth === 'dev' ? switchUser : undefined}
        onSignOut={config.auth === 'jwt' && session ? signOut : undefined}
      />
      {session ? (
        <Signed key={session.user} session={session} config={config} onToken={signIn} />
      ) : (
        <main className="center">
          <TokenForm title="Sign in" onToken={signIn} />
        </main>
      )}
    </>
  );
}

interface SignedProps {
  session: Session;
  config: PageConfig;
  onToken: (token: string) => void;
}

/** The chat stays mounted under the sign-in panel, so that nothing typed is lost. */
function Signed({ session, config, onToken }: SignedProps) {
  const { signedOut } = useStore(session.state);
  return (
    <>
      {signedOut && (
        <div className="veil">
          {config.auth === 'jwt' ? (
            <TokenForm title="Please sign in again" refused onToken={onToken} />
          ) : (
            <SignInAgain user={session.user} onAgain={() => session.signIn()} />
          )}
        </div>
      )}
      <ChatPanel session={session} config={config} inert={signedOut} />
    </>
  );
}

function firstSession(config: PageConfig): Session | null {
  if (config.auth === 'dev') {
    const remembered = lastDemoUser.get();
    const user = config.users.find((name) => name === remembered) ?? config.users[0] ?? 'alice';
    return demoSession(user);
  }
  const token = pastedToken.get();
  return token === null ? null : tokenSession(token);
}
