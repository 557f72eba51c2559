/** What the server tells every visitor about itself: `GET /api/chatkit/client-config`. */
export interface PageConfig {
  /** `dev`: the page asks for demo tokens itself. `jwt`: tokens come from the operator's own sign-in. */
  auth: 'dev' | 'jwt';
  /** Users that demo tokens may be asked for. */
  users: string[];
  domainKey: string;
  greeting: string;
  prompts: StartPrompt[];
  model: { provider: 'demo' | 'openai'; name?: string };
  /** Files that may be attached: their types, bytes of one, and how many in a message. Null: none. */
  attachments: { types: string[]; maxBytes: number; maxCount: number } | null;
}

export interface StartPrompt {
  label: string;
  prompt: string;
  /** Icon name of the ChatKit set. */
  icon?: string;
}

/** Reads the page's configuration. @throws Error when the server cannot be reached or does not answer with it. */
export async function loadPageConfig(): Promise<PageConfig> {
  const response = await fetch('/api/chatkit/client-config', { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`client-config answered ${response.status}`);
  return (await response.json()) as PageConfig;
}
