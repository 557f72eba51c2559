/**
 * The token of whoever is signed in, from Better Auth's jwt plugin. Nothing when nobody is.
 * @throws Error when Better Auth cannot be asked: that is no reason to sign anybody out.
 */
export async function getToken(): Promise<string | undefined> {
  const response = await fetch('/api/auth/token');
  if (response.status === 401) return undefined;
  if (!response.ok) throw new Error(`/api/auth/token answered ${response.status}`);
  const { token } = (await response.json()) as { token: string };
  return token;
}
