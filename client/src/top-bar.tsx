import type { PageConfig } from './page-config';

interface TopBarProps {
  config: PageConfig;
  user?: string;
  /** Absent where users are not switched here. */
  onSwitchUser?: (user: string) => void;
  /** Absent where there is nothing to sign out of. */
  onSignOut?: () => void;
}

/** Says what this is, which model answers, and who is speaking. */
export function TopBar({ config, user, onSwitchUser, onSignOut }: TopBarProps) {
  const { provider, name } = config.model;
  return (
    <header className="top-bar">
      <img src="/favicon.svg" alt="" width="28" height="28" />
      <span className="brand">nestjs-chatkit</span>
      <span className="chip">{provider === 'demo' ? 'Demo model' : (name ?? 'OpenAI')}</span>
      {onSwitchUser && (
        <div className="user-switch" role="group" aria-label="Demo user">
          {config.users.map((each) => (
            <button
              key={each}
              aria-pressed={each === user}
              onClick={() => each !== user && onSwitchUser(each)}
            >
              {each}
            </button>
          ))}
        </div>
      )}
      {onSignOut && (
        <button className="button sign-out" onClick={onSignOut}>
          Sign out
        </button>
      )}
    </header>
  );
}
