/** Reads URLs written for SQLAlchemy too: `postgresql+asyncpg://…`. */
export function normaliseDatabaseUrl(url: string): string {
  return url.replace(/^postgres(ql)?(\+\w+)?:\/\//, 'postgres://');
}

/** Of a URL that {@link normaliseDatabaseUrl} has read. */
export function isPostgresUrl(url: string): boolean {
  if (!url.startsWith('postgres://') || !URL.canParse(url)) return false;
  try {
    // A `%` in a password that is no escape would be told by whatever reads the URL next, and less clearly.
    decodeURIComponent(new URL(url).password);
    return true;
  } catch {
    return false;
  }
}

/** Whether browsers can call the address, and paths can be put behind it. */
export function isPublicUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, search, hash } = new URL(url);
  return /^https?:$/.test(protocol) && username === '' && search === '' && hash === '';
}

export function isRedisUrl(url: string): boolean {
  return URL.canParse(url) && ['redis:', 'rediss:'].includes(new URL(url).protocol);
}
