// What the provider says and everybody expects: one message of as many deltas as the question asks for, each with the
// time at which it was sent.

type Json = Record<string, unknown>;

export type Api = 'responses' | 'chat_completions';

export const deltasPerSecond = 30;

/** What a client asks for. */
export const questionFor = (deltas: number): string => `deltas=${deltas}`;

/** How many deltas a request to the provider asks for: the last question counts. */
export function askedFor(body: string): number {
  const asked = [...body.matchAll(/deltas=(\d+)/g)].at(-1);
  if (!asked) throw new Error('The request asks for nothing.');
  return Number(asked[1]);
}

/** Microseconds on a clock that all processes of this machine share. */
export const nowMicros = (): number => Number(process.hrtime.bigint() / 1000n);

/** A delta that says when it was sent. */
export const stampedText = (): string => `${nowMicros()} lorem ipsum `;

/** One answer of a model, in the words of an API: its beginning, each delta, its end. */
export interface AnswerScript {
  begin(): string;
  delta(text: string): string;
  end(whole: string): string;
}

/** Events as OpenAI sends them, with what else is in them. */
export function responsesScript(): AnswerScript {
  let sequence_number = 0;
  const frame = (event: Json) =>
    `event: ${event.type as string}\ndata: ${JSON.stringify({ ...event, sequence_number: sequence_number++ })}\n\n`;
  const id = `msg_${process.hrtime.bigint().toString(16)}`;
  const at = { item_id: id, output_index: 0, content_index: 0 };
  const response = { id: 'resp_1', object: 'response', status: 'in_progress', model: 'paced', output: [] };
  const item = { id, type: 'message', role: 'assistant' };
  const part = (text: string) => ({ type: 'output_text', text, annotations: [], logprobs: [] });
  return {
    begin: () =>
      frame({ type: 'response.created', response }) +
      frame({ type: 'response.in_progress', response }) +
      frame({
        type: 'response.output_item.added',
        output_index: 0,
        item: { ...item, status: 'in_progress', content: [] },
      }) +
      frame({ type: 'response.content_part.added', ...at, part: part('') }),
    delta: (delta) =>
      frame({ type: 'response.output_text.delta', ...at, delta, logprobs: [], obfuscation: 'Xb4TqLw9' }),
    end: (whole) => {
      const done = { ...item, status: 'completed', content: [part(whole)] };
      const usage = { input_tokens: 9, output_tokens: 9, total_tokens: 18 };
      return (
        frame({ type: 'response.output_text.done', ...at, text: whole, logprobs: [] }) +
        frame({ type: 'response.content_part.done', ...at, part: part(whole) }) +
        frame({ type: 'response.output_item.done', output_index: 0, item: done }) +
        frame({
          type: 'response.completed',
          response: { ...response, status: 'completed', output: [done], usage },
        })
      );
    },
  };
}

/** The same as chunks of Chat Completions. */
export function completionsScript(): AnswerScript {
  const frame = (delta: Json, finish_reason: string | null = null) =>
    `data: ${JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1_760_000_000,
      model: 'paced',
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    })}\n\n`;
  return {
    begin: () => frame({ role: 'assistant', content: '' }),
    delta: (content) => frame({ content }),
    end: () => `${frame({}, 'stop')}data: [DONE]\n\n`,
  };
}
