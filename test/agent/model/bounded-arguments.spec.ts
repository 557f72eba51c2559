import type { StreamEvent } from '@openai/agents';
import {
  boundedArguments,
  maxArgumentCharacters,
  withBoundedArguments,
} from '../../../src/agent/model/bounded-arguments.js';

const deep = (levels: number, opening = '[', closing = ']') =>
  opening.repeat(levels) + closing.repeat(levels);

describe('the arguments of a tool call (A8)', () => {
  it.each([
    ['{"a":[1,{"b":"c"}]}'],
    [deep(64)],
    // Brackets in texts are not nesting, and quotes in them are not their end.
    [JSON.stringify({ title: `\\"${'{['.repeat(100)}` })],
    [`[${'[],'.repeat(100)}[]]`],
    ['{"title":'],
    [''],
    ['x'.repeat(maxArgumentCharacters)],
  ])('stay as they are (%#)', (json) => {
    expect(boundedArguments(json)).toBe(json);
  });

  it.each([
    [deep(65), 'deeper than 64'],
    [deep(100_000), 'deeper than 64'],
    [deep(65, '{"a":', '}'), 'deeper than 64'],
    ['['.repeat(1_000), 'deeper than 64'],
    ['x'.repeat(maxArgumentCharacters + 1), 'longer than 262144'],
  ])('are left out, with the reason, when they are beyond what a tool needs (%#)', (json, reason) => {
    const bounded = boundedArguments(json);
    expect(bounded).toContain(reason);
    // No tool may be called with what the model did not ask for.
    expect(() => JSON.parse(bounded) as unknown).toThrow();
  });

  it('are bounded wherever an event holds them', () => {
    const args = deep(1_000);
    const item = { type: 'function_call', name: 'add_task', call_id: 'c', arguments: args };
    const raw = (event: object): StreamEvent => ({ type: 'model', event });
    const events = [
      raw({ type: 'response.output_item.done', output_index: 0, item }),
      raw({ type: 'response.function_call_arguments.done', item_id: 'f', arguments: args }),
      { type: 'response_done', response: { id: 'r', usage: {}, output: [{ ...item, callId: 'c' }] } },
    ] as StreamEvent[];
    for (const event of events) expect(JSON.stringify(withBoundedArguments(event))).not.toContain('[[');
    const other = raw({ type: 'response.output_text.delta', delta: args });
    expect(withBoundedArguments(other)).toBe(other);
  });
});
