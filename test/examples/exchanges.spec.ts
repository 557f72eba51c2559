import type { SyncActionResult } from '../../src/protocol/answers.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import type { WidgetComponent } from '../../src/protocol/widgets/widget.js';
import { textOf, typesOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { itemsOf, lastText, startExamples, updatesOf, type ExamplesApp } from './examples-app.js';

// Examples that take more than one request.

describe('the example of', () => {
  let examples: ExamplesApp;
  beforeAll(async () => {
    examples = await startExamples();
  });
  afterAll(() => examples.close());

  describe('widgets', () => {
    it('writes its first line while the person looks', async () => {
      const { events } = await examples.at('widgets').createThread('Tours?');
      const deltas = updatesOf(events, 'widget.streaming_text.value_delta');
      expect(deltas.length).toBeGreaterThan(5);
      expect(deltas.map((update) => 'delta' in update && update.delta).join('')).toContain(
        'climb three times',
      );
    });

    it('books by a streaming action, and stores the card that says so', async () => {
      const client = examples.at('widgets');
      const { threadId, item } = await tourCard(client);
      const action = actionsIn(item).find(({ payload }) => payload.tour === 'evening')!;
      const events = await client.stream('threads.custom_action', {
        thread_id: threadId,
        item_id: item.id,
        action,
      });
      expect(typesOf(events).slice(0, 2)).toEqual(['stream_options', 'thread.item.replaced']);
      const items = await client.items(threadId);
      expect(JSON.stringify(itemsOf(items, 'widget'))).toContain('You are on \\"Lighting the lamp\\"');
      expect(lastText(items)).toBe('See you at 20:15, at the foot of the tower.');
    });

    it('sets the reminder by a synchronous action, and stores that, too', async () => {
      const client = examples.at('widgets');
      const { threadId, item } = await tourCard(client);
      const action = actionsIn(item).find(({ type }) => type === 'tour.remind')!;
      const { body } = await client.call<SyncActionResult>('threads.sync_custom_action', {
        thread_id: threadId,
        item_id: item.id,
        action,
      });
      const box = checkboxIn(body.updated_item!);
      expect(box).toMatchObject({ defaultChecked: true });
      expect(checkboxIn((await client.items(threadId))[1]!)).toEqual(box);
    });

    it('tells of an action that it does not know', async () => {
      const client = examples.at('widgets');
      const { threadId, item } = await tourCard(client);
      const action = { type: 'tour.book', payload: { tour: 'moon' } };
      const params = { thread_id: threadId, item_id: item.id, action };
      expect((await client.stream('threads.custom_action', params)).at(-1)).toMatchObject({
        type: 'error',
        message: 'There is no such tour.',
      });
    });
  });

  describe('structured input', () => {
    const ask = async () => {
      const client = examples.at('structured-input');
      const { threadId } = await client.createThread('Plan my visit');
      const [question] = itemsOf(await client.items(threadId), 'structured_input');
      const answer = (input: object) =>
        client.stream('threads.add_structured_input', { thread_id: threadId, item_id: question!.id, input });
      return { client, threadId, question: question!, answer };
    };

    it('answers with what was chosen and what was written', async () => {
      const { client, threadId, question, answer } = await ask();
      expect(question.inputs.map(({ type }) => type)).toEqual(['multiple_choice', 'freeform']);
      await answer({ answers: { time: { values: ['An hour'] }, wish: { values: ['stairs'] } } });
      const items = await client.items(threadId);
      expect(lastText(items)).toBe('For an hour: Great Lens (Lamp Room). And we keep "stairs" in mind.');
      expect(itemsOf(items, 'structured_input')[0]).toMatchObject({ id: question.id, status: 'answered' });
    });

    it('goes on when the questions are skipped', async () => {
      const { answer } = await ask();
      expect(textOf(await answer({ status: 'skipped' }))).toBe('Then just walk in, and follow the stairs.');
    });
  });

  describe('client tools', () => {
    it('waits for the page, and goes on with its answer', async () => {
      const client = examples.at('client-tool');
      const { threadId, events } = await client.createThread('What did I mark?');
      expect(events.at(-1)).toMatchObject({
        type: 'thread.item.done',
        item: { type: 'client_tool_call', status: 'pending', name: 'get_marked_exhibits' },
      });
      const result = { ids: ['bell', 'anchor'] };
      const answer = await client.stream('threads.add_client_tool_output', { thread_id: threadId, result });
      expect(textOf(answer)).toMatch(/^Fog Bell: A clockwork/);
      const [call] = itemsOf(await client.items(threadId), 'client_tool_call');
      expect(call).toMatchObject({ status: 'completed', output: result });
    });

    it.each([null, 'nothing', { ids: 3 }])('takes no answer of the page for granted: %j', async (result) => {
      const client = examples.at('client-tool');
      const { threadId } = await client.createThread('What did I mark?');
      const answer = await client.stream('threads.add_client_tool_output', { thread_id: threadId, result });
      expect(textOf(answer)).toBe('Nothing is marked on your floor plan.');
    });
  });

  describe('an agent', () => {
    it('shows the widget of a tool, and answers from its result', async () => {
      const client = examples.at('agent');
      const { threadId, events } = await client.createThread('Show me the Fog Bell');
      expect(textOf(events)).toMatch(/^Here it is. A clockwork struck it/);
      const items = await client.items(threadId);
      expect(items.map(({ type }) => type)).toEqual(['user_message', 'widget', 'assistant_message']);
      expect(items[1]).toMatchObject({ copy_text: 'Fog Bell, Boathouse' });
      expect(textOf(await client.say(threadId, 'And the Great Lens?'))).toMatch(
        /^Here it is. Its 312 prisms/,
      );
    });

    it('has the page carry out a tool, and goes on with its answer', async () => {
      const client = examples.at('agent');
      const { threadId, events } = await client.createThread('What did I mark?');
      expect(events.at(-1)).toMatchObject({
        item: { type: 'client_tool_call', name: 'get_marked_exhibits', status: 'pending' },
      });
      const result = { ids: ['log'] };
      const answer = await client.stream('threads.add_client_tool_output', { thread_id: threadId, result });
      expect(textOf(answer)).toBe("You marked: Keeper's Log.");
    });

    it('learns what a tag means', async () => {
      const tag = { type: 'input_tag', id: 'bell', text: 'that', data: {} };
      const content = [{ type: 'input_text', text: 'Show me ' }, tag];
      const events = await examples.at('agent').stream('threads.create', userInput('', { content }));
      expect(textOf(events)).toMatch(/A clockwork struck it/);
    });
  });

  it('hidden context uses what it never shows', async () => {
    const client = examples.at('hidden-context');
    const { threadId, events } = await client.createThread('What have I seen?');
    expect(textOf(events)).toMatch(/^Nothing yet/);
    const action = { type: 'exhibit.opened', payload: { id: 'log' } };
    const opened = await client.stream('threads.custom_action', { thread_id: threadId, action });
    expect(typesOf(opened)).toEqual(['stream_options']);
    expect(textOf(await client.say(threadId, 'And now?'))).toBe("You have seen: Keeper's Log.");
    expect(JSON.stringify(await client.items(threadId))).not.toContain('opened');
  });

  it('locked threads says why, and opens again', async () => {
    const client = examples.at('locked-thread');
    const { threadId } = await client.createThread('Goodbye!');
    const reason = 'The guide has left. Ring the bell to go on.';
    expect((await client.thread(threadId)).status).toEqual({ type: 'locked', reason });
    const refused = await client.stream('threads.add_user_message', {
      thread_id: threadId,
      ...userInput('Wait!'),
    });
    expect(refused).toEqual([{ type: 'error', code: 'custom', message: reason, allow_retry: false }]);
    const [door] = itemsOf(await client.items(threadId), 'widget');
    const [action] = actionsIn(door!);
    await client.stream('threads.custom_action', { thread_id: threadId, item_id: door!.id, action });
    expect((await client.thread(threadId)).status).toEqual({ type: 'active' });
    expect(textOf(await client.say(threadId, 'Hello?'))).toMatch(/^Ask me/);
  });

  it('feedback is counted', async () => {
    const client = examples.at('feedback');
    const { threadId } = await client.createThread('Well?');
    const [answer] = itemsOf(await client.items(threadId), 'assistant_message');
    const params = { thread_id: threadId, item_ids: [answer!.id], kind: 'positive' };
    expect(await client.call('items.feedback', params)).toMatchObject({ status: 200, body: {} });
    expect(textOf(await client.say(threadId, 'And now?'))).toBe('So far 1 liked an answer, and 0 did not.');
    expect(await client.call('items.feedback', { ...params, item_ids: ['msg_none'] })).toMatchObject({
      status: 404,
    });
  });

  it('dictation gives the words of a recording, here its size', async () => {
    const client = examples.at('transcription');
    const audio_base64 = Buffer.alloc(300).toString('base64');
    const mime_type = 'audio/webm;codecs=opus';
    expect((await client.call('input.transcribe', { audio_base64, mime_type })).body).toEqual({
      text: 'A recording of 300 bytes (audio/webm).',
    });
    expect(await client.call('input.transcribe', { audio_base64, mime_type: 'text/plain' })).toMatchObject({
      status: 400,
    });
  });
});

async function tourCard(client: ReturnType<ExamplesApp['at']>) {
  const { threadId } = await client.createThread('Tours?');
  const [item] = itemsOf(await client.items(threadId), 'widget');
  return { threadId, item: item! };
}

interface SentAction {
  type: string;
  payload: Record<string, unknown>;
}

/** The actions of a widget, as a browser would send them. */
function actionsIn(item: ThreadItem): SentAction[] {
  const found: SentAction[] = [];
  JSON.stringify(item, (key, value: SentAction) => {
    if (key.startsWith('on') && key.endsWith('Action'))
      found.push({ type: value.type, payload: value.payload });
    return value;
  });
  return found;
}

function checkboxIn(item: ThreadItem): WidgetComponent | undefined {
  const children = item.type === 'widget' ? (item.widget.children as WidgetComponent[]) : [];
  return children.find(({ type }) => type === 'Checkbox');
}
