'use client';

import { useRouter } from 'next/navigation';
import { useState, type FormEvent } from 'react';
import { authClient } from '@/lib/auth-client';

export function SignInForm({ refusal }: { refusal: string | undefined }) {
  const router = useRouter();
  const [isNew, setNew] = useState(false);
  const [fault, setFault] = useState<string>();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = String(form.get('email'));
    const password = String(form.get('password'));
    const { error } = isNew
      ? await authClient.signUp.email({ email, password, name: email })
      : await authClient.signIn.email({ email, password });
    if (error) setFault(error.message ?? `Sign-in answered ${error.status}`);
    else router.replace('/chat');
  }

  return (
    <form className="sign-in" onSubmit={(event) => void submit(event)}>
      <h1>{isNew ? 'Sign up' : 'Sign in'}</h1>
      {refusal && <p role="alert">The chat server did not accept your token: {refusal}</p>}
      {fault && <p role="alert">{fault}</p>}
      <input name="email" type="email" placeholder="Email" autoComplete="email" required />
      <input
        name="password"
        type="password"
        placeholder="Password"
        autoComplete={isNew ? 'new-password' : 'current-password'}
        minLength={8}
        required
      />
      <button type="submit">{isNew ? 'Sign up' : 'Sign in'}</button>
      <button type="button" onClick={() => setNew(!isNew)}>
        {isNew ? 'I have an account' : 'I am new here'}
      </button>
    </form>
  );
}
