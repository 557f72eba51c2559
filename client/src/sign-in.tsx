import { useState } from 'react';

interface TokenFormProps {
  title: string;
  /** The server did not accept the token it was given. */
  refused?: boolean;
  onToken: (token: string) => void;
}

/** Asks for a token where the operator's own sign-in issues them. */
export function TokenForm({ title, refused = false, onToken }: TokenFormProps) {
  const [token, setToken] = useState('');
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const pasted = token.trim().replace(/^Bearer\s+/i, '');
    if (pasted) onToken(pasted);
  };
  return (
    <form className="card" onSubmit={submit} aria-labelledby="sign-in-title">
      <h1 id="sign-in-title">{title}</h1>
      {refused && (
        <p role="alert" className="warning">
          The server did not accept the token. It may have expired.
        </p>
      )}
      <p>
        This server accepts access tokens (JWT) from your own sign-in service: those signed with the secret in{' '}
        <code>BETTER_AUTH_SECRET</code> or with a key of <code>AUTH_ISSUERS</code>. Paste one here to try the
        chat.
      </p>
      <label htmlFor="token">Access token</label>
      <input
        id="token"
        type="password"
        autoComplete="off"
        spellCheck={false}
        autoFocus
        value={token}
        onChange={(event) => setToken(event.target.value)}
      />
      <button className="button primary" type="submit" disabled={!token.trim()}>
        Continue
      </button>
      <p className="hint">It is kept in this browser tab and sent to this server only.</p>
    </form>
  );
}

/** Shown in dev mode, where the page gets its own tokens and the server refused a fresh one. */
export function SignInAgain({ user, onAgain }: { user: string; onAgain: () => void }) {
  return (
    <section className="card" role="alertdialog" aria-labelledby="again-title" aria-describedby="again-text">
      <h1 id="again-title">Please sign in again</h1>
      <p id="again-text">
        The server no longer accepts the session of <b>{user}</b>, and a new one was refused. What you typed
        is still here.
      </p>
      <button className="button primary" autoFocus onClick={onAgain}>
        Sign in again
      </button>
    </section>
  );
}
