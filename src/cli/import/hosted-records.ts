import OpenAI from 'openai';

/** Threads and their items of an account, as OpenAI's API lists them. */
export async function* hostedRecords(apiKey: string, baseURL?: string): AsyncGenerator<object> {
  const client = new OpenAI({ apiKey, baseURL, logLevel: 'off' });
  const { threads } = client.beta.chatkit;
  for await (const thread of threads.list({ limit: 100, order: 'desc' })) {
    yield thread;
    yield* threads.listItems(thread.id, { limit: 100, order: 'asc' });
  }
}
