import type { RunStreamEvent } from '@openai/agents';
import { ResponseStreamConverter } from '../../../src/agent/bridge/response-stream-converter.js';
import type { Annotation } from '../../../src/protocol/content.js';
import type { ThreadStreamEvent } from '../../../src/protocol/events.js';
import {
  itemIdsOf,
  kindsOf,
  modelEvent,
  newAgentContext,
  responseDone,
  responsesCall,
  responsesEvents,
  runItem,
  show,
} from '../../support/scripted-run.js';

type Json = Record<string, unknown>;

const at = { item_id: 'msg_model', output_index: 0, content_index: 0 };
const outputText = (text: string, annotations: Json[] = []) => ({ type: 'output_text', text, annotations });
const message = (...content: Json[]) => ({ type: 'message', id: 'msg_model', role: 'assistant', content });
const itemAdded = (item: Json) => ({ type: 'response.output_item.added', output_index: 0, item });
const itemDone = (item: Json) => ({ type: 'response.output_item.done', output_index: 0, item });
const partAdded = (part: Json = outputText(''), content_index = 0) => ({
  type: 'response.content_part.added',
  ...at,
  content_index,
  part,
});
const delta = (text: string, content_index = 0) => ({
  type: 'response.output_text.delta',
  ...at,
  content_index,
  delta: text,
});
const textDone = (text: string) => ({ type: 'response.output_text.done', ...at, text });
const annotationAdded = (annotation: Json) => ({
  type: 'response.output_text.annotation.added',
  ...at,
  annotation_index: 7,
  annotation,
});

const fileCitation = { type: 'file_citation', file_id: 'file_1', filename: 'a.pdf', index: 4 };
const containerCitation = {
  type: 'container_file_citation',
  container_id: 'cntr_1',
  file_id: 'file_2',
  filename: 'b.csv',
  start_index: 1,
  end_index: 9,
};
const urlCitation = {
  type: 'url_citation',
  url: 'https://example.com',
  title: 'Example',
  start_index: 2,
  end_index: 6,
};
const fileSource = (filename: string, index: number) => ({
  type: 'annotation',
  source: { type: 'file', title: filename, filename },
  index,
});
const urlSource = {
  type: 'annotation',
  source: { type: 'url', title: 'Example', url: 'https://example.com' },
  index: 6,
};

/** What is shown of a call, after an empty message was begun. */
async function showMessage(events: Json[], converter?: ResponseStreamConverter) {
  const { context } = await newAgentContext();
  const shown = await show(context, responsesEvents(itemAdded(message()), ...events), converter);
  const itemId = shown.items[0]!.id;
  return { ...shown, itemId };
}

const updatesOf = (events: readonly ThreadStreamEvent[], type: string) =>
  events.flatMap((event) =>
    event.type === 'thread.item.updated' && event.update.type === type ? [event.update] : [],
  );
const annotationsOf = (events: readonly ThreadStreamEvent[]) =>
  updatesOf(events, 'assistant_message.content_part.annotation_added');

describe('a message of the Responses API', () => {
  const whole = [
    itemAdded(message()),
    partAdded(),
    delta('Hel'),
    delta('lo'),
    textDone('Hello'),
    { type: 'response.content_part.done', ...at, part: outputText('Hello') },
    itemDone(message(outputText('Hello'))),
  ];
  const final = {
    type: 'message',
    id: 'msg_model',
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text: 'Hello' }],
  };

  it('is told once, although the SDK tells its text twice', async () => {
    const { context } = await newAgentContext();
    const { events, items } = await show(context, responsesCall(whole, [final]));
    expect(kindsOf(events)).toEqual([
      'thread.item.added',
      'assistant_message.content_part.added',
      'assistant_message.content_part.text_delta',
      'assistant_message.content_part.text_delta',
      'assistant_message.content_part.done',
      'thread.item.done',
    ]);
    expect(items).toMatchObject([{ type: 'assistant_message', content: [{ text: 'Hello' }] }]);
    expect(context.requestContext.usage).toEqual({
      inputTokens: 3,
      outputTokens: 2,
      modelCalls: 1,
      modelAttempts: 1,
    });
  });

  it('has one id of ours from its beginning to its end, never the model’s [E162 Q14]', async () => {
    const { context } = await newAgentContext();
    const { events } = await show(context, responsesCall(whole, [final]));
    const ids = new Set(itemIdsOf(events));
    expect(ids.size).toBe(1);
    expect([...ids][0]).toMatch(/^msg_[0-9a-f]{32}$/);
  });

  it('is another item in every call, when the provider gives all of them one id [Q14]', async () => {
    const { context } = await newAgentContext();
    const turn = responsesCall(whole, [final]);
    const { items } = await show(context, [...turn, ...turn, ...turn]);
    expect(items).toHaveLength(3);
    expect(new Set(items.map(({ id }) => id)).size).toBe(3);
  });

  it('is two items when one call has two, also under one id [Q14]', async () => {
    const { context } = await newAgentContext();
    const { items } = await show(context, responsesCall([...whole, ...whole], [final, final]));
    expect(items).toMatchObject([{ content: [{ text: 'Hello' }] }, { content: [{ text: 'Hello' }] }]);
  });

  it('keeps the time at which it was begun [Q30]', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick'], now: 0 });
    const { context } = await newAgentContext();
    const [begin, ...rest] = responsesEvents(...whole);
    const { events } = await show(context, [begin!, () => void jest.advanceTimersByTime(9_000), ...rest]);
    jest.useRealTimers();
    const times = events.flatMap((event) => ('item' in event ? [event.item.created_at] : []));
    expect(times).toEqual(['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z']);
  });

  it('grows by its deltas, in the part that each names [E149]', async () => {
    const { events, itemId } = await showMessage([
      partAdded(),
      delta('a'),
      partAdded(undefined, 1),
      delta('b', 1),
    ]);
    const type = 'assistant_message.content_part.text_delta';
    expect(events).toContainEqual({
      type: 'thread.item.updated',
      item_id: itemId,
      update: { type, content_index: 0, delta: 'a' },
    });
    expect(updatesOf(events, type)[1]).toEqual({ type, content_index: 1, delta: 'b' });
  });

  it('begins a part with the part’s text [E150]', async () => {
    const { events, itemId } = await showMessage([partAdded(outputText('Well', [urlCitation]))]);
    expect(events[1]).toEqual({
      type: 'thread.item.updated',
      item_id: itemId,
      update: {
        type: 'assistant_message.content_part.added',
        content_index: 0,
        content: { type: 'output_text', text: 'Well', annotations: [urlSource] },
      },
    });
  });

  it('ends a part with its whole text [E151]', async () => {
    const { events } = await showMessage([partAdded(), textDone('Hello')]);
    expect(updatesOf(events, 'assistant_message.content_part.done')).toEqual([
      {
        type: 'assistant_message.content_part.done',
        content_index: 0,
        content: { type: 'output_text', text: 'Hello', annotations: [] },
      },
    ]);
  });

  it('ends a part with the annotations that came before [Q35]', async () => {
    const { events } = await showMessage([partAdded(), annotationAdded(urlCitation), textDone('Hello')]);
    expect(updatesOf(events, 'assistant_message.content_part.done')).toMatchObject([
      { content: { annotations: [urlSource] } },
    ]);
  });

  it('streams a refusal as text [Q36]', async () => {
    const refusal = (text: string) => ({ type: 'response.refusal.delta', ...at, delta: text });
    const { events, items } = await showMessage([
      partAdded({ type: 'refusal', refusal: '' }),
      refusal('I '),
      refusal('cannot.'),
      { type: 'response.refusal.done', ...at, refusal: 'I cannot.' },
      itemDone(message({ type: 'refusal', refusal: 'I cannot.' })),
    ]);
    expect(kindsOf(events)).toEqual([
      'thread.item.added',
      'assistant_message.content_part.added',
      'assistant_message.content_part.text_delta',
      'assistant_message.content_part.text_delta',
      'assistant_message.content_part.done',
      'thread.item.done',
    ]);
    expect(items).toMatchObject([{ content: [{ type: 'output_text', text: 'I cannot.', annotations: [] }] }]);
  });

  it('has a part for each text and refusal of the final message [E160]', async () => {
    const { items } = await showMessage([
      itemDone(message(outputText('One'), outputText('Two'), { type: 'refusal', refusal: 'No' })),
    ]);
    expect(items).toMatchObject([{ content: [{ text: 'One' }, { text: 'Two' }, { text: 'No' }] }]);
  });

  it('that is never announced is begun by its first text, or comes whole', async () => {
    const { context } = await newAgentContext();
    const other = { ...message(outputText('Bye')), id: 'msg_other' };
    const { events, items } = await show(
      context,
      responsesCall([delta('Hi'), itemDone(message(outputText('Hi'))), itemDone(other)]),
    );
    expect(kindsOf(events).slice(0, 3)).toEqual([
      'thread.item.added',
      'assistant_message.content_part.added',
      'assistant_message.content_part.text_delta',
    ]);
    expect(items).toMatchObject([{ content: [{ text: 'Hi' }] }, { content: [{ text: 'Bye' }] }]);
  });

  it('takes no text after its end', async () => {
    const { events } = await showMessage([
      delta('Hi'),
      textDone('Hi'),
      delta('Hi'),
      itemDone(message(outputText('Hi'))),
      delta('Hi'),
      textDone('Hi'),
      annotationAdded(urlCitation),
    ]);
    expect(updatesOf(events, 'assistant_message.content_part.text_delta')).toHaveLength(1);
    expect(events.at(-1)!.type).toBe('thread.item.done');
  });

  it('that the provider never ends is ended with its call', async () => {
    const { context } = await newAgentContext();
    const { items } = await show(
      context,
      responsesCall([itemAdded(message()), partAdded(), delta('Hel')], [final]),
    );
    expect(items).toMatchObject([{ content: [{ text: 'Hello' }] }]);
  });
});

describe('citations', () => {
  it.each([
    ['of a file is a file source, at its index [E152]', fileCitation, fileSource('a.pdf', 4)],
    ['of a container’s file is a file source, at its end [E155]', containerCitation, fileSource('b.csv', 9)],
    ['of a page is a url source, at its end [E156]', urlCitation, urlSource],
  ])('%s', async (_name, citation, annotation) => {
    const { events, itemId } = await showMessage([partAdded(), annotationAdded(citation)]);
    expect(events.at(-1)).toMatchObject({ item: { content: [{ annotations: [annotation] }] } });
    expect(events[2]).toEqual({
      type: 'thread.item.updated',
      item_id: itemId,
      update: {
        type: 'assistant_message.content_part.annotation_added',
        content_index: 0,
        annotation_index: 0,
        annotation,
      },
    });
  });

  it.each([
    ['of a file without a name [E153]', { ...fileCitation, filename: '' }],
    ['of a container’s file without a name [E153]', { ...containerCitation, filename: '' }],
    ['of a path', { type: 'file_path', file_id: 'file_1', index: 0 }],
    ['of nothing', null],
  ])('%s are not shown', async (_name, citation) => {
    const { events } = await showMessage([partAdded(), annotationAdded(citation as Json)]);
    expect(annotationsOf(events)).toEqual([]);
  });

  it('that are not shown leave no gap in the indexes, which each part has of its own [E154]', async () => {
    const inPart = (content_index: number, annotation: Json) => ({
      ...annotationAdded(annotation),
      content_index,
    });
    const { events } = await showMessage([
      partAdded(),
      inPart(0, { ...fileCitation, filename: '' }),
      inPart(0, fileCitation),
      inPart(0, urlCitation),
      partAdded(undefined, 1),
      inPart(1, urlCitation),
    ]);
    expect(annotationsOf(events)).toMatchObject([
      { content_index: 0, annotation_index: 0, annotation: fileSource('a.pdf', 4) },
      { content_index: 0, annotation_index: 1, annotation: urlSource },
      { content_index: 1, annotation_index: 0, annotation: urlSource },
    ]);
  });

  it('of the final message are converted in order, without file paths [E159]', async () => {
    const path = { type: 'file_path', file_id: 'file_1', index: 0 };
    const { items } = await showMessage([
      itemDone(message(outputText('x', [fileCitation, path, containerCitation, urlCitation]))),
    ]);
    expect(items).toMatchObject([
      { content: [{ annotations: [fileSource('a.pdf', 4), fileSource('b.csv', 9), urlSource] }] },
    ]);
  });

  it('are read alike as the API gives them and as the SDK does, typed or plain [E157]', async () => {
    class UrlCitation {
      type = 'url_citation';
      url = 'https://example.com';
      title = 'Example';
      start_index = 2;
      end_index = 6;
    }
    const typed = new UrlCitation() as unknown as Json;
    const { events } = await showMessage([partAdded(), annotationAdded(typed), annotationAdded(urlCitation)]);
    expect(annotationsOf(events)).toMatchObject([{ annotation: urlSource }, { annotation: urlSource }]);
  });

  it('go through a converter of the application’s, streamed and in the final message [E158]', async () => {
    class Renaming extends ResponseStreamConverter {
      override async fileCitationToAnnotation(): Promise<Annotation> {
        return { type: 'annotation', source: { type: 'file', title: 'file', filename: 'mine' } };
      }
      override containerFileCitationToAnnotation(): Annotation {
        return { type: 'annotation', source: { type: 'file', title: 'container', filename: 'mine' } };
      }
      override urlCitationToAnnotation(): Annotation {
        return { type: 'annotation', source: { type: 'url', title: 'url', url: 'https://mine.example' } };
      }
    }
    const citations = [fileCitation, containerCitation, urlCitation];
    const { events } = await showMessage(
      [partAdded(), ...citations.map(annotationAdded), itemDone(message(outputText('x', citations)))],
      new Renaming(),
    );
    const titles = ['file', 'container', 'url'].map((title) => ({ source: { title } }));
    expect(annotationsOf(events)).toMatchObject(titles.map((annotation) => ({ annotation })));
    expect(events.at(-1)).toMatchObject({ item: { content: [{ annotations: titles }] } });
  });
});

describe('a generated image', () => {
  const call = { type: 'image_generation_call', id: 'ig_1', status: 'in_progress', result: null };
  const partial = (index: number) => ({
    type: 'response.image_generation_call.partial_image',
    item_id: 'ig_1',
    output_index: 0,
    partial_image_index: index,
    partial_image_b64: `p${index}`,
  });
  const finished = itemDone({ ...call, status: 'completed', result: 'AAAA' });

  it('is one item of ours, empty first and then with the image [E167]', async () => {
    const { context } = await newAgentContext();
    const { events } = await show(context, responsesEvents(itemAdded(call), finished));
    expect(kindsOf(events)).toEqual(['thread.item.added', 'thread.item.done']);
    const [id] = itemIdsOf(events);
    expect(id).toMatch(/^msg_[0-9a-f]{32}$/);
    expect(itemIdsOf(events)).toEqual([id, id]);
    expect(events[0]).not.toHaveProperty('item.image');
    expect(context.generatedImageItem).toBeUndefined();
  });

  it('has the call’s id, and by default a data URL [E168]', async () => {
    const { context } = await newAgentContext();
    const { items } = await show(context, responsesEvents(itemAdded(call), finished));
    expect(items).toMatchObject([
      { type: 'generated_image', image: { id: 'ig_1', url: 'data:image/png;base64,AAAA' } },
    ]);
  });

  it('is put where the application’s converter says; it is asked without an index for the final one [E169]', async () => {
    const asked: unknown[][] = [];
    class Uploading extends ResponseStreamConverter {
      override async base64ImageToUrl(...args: unknown[]): Promise<string> {
        asked.push(args);
        return `https://cdn.example/${asked.length}.png`;
      }
    }
    const { context } = await newAgentContext();
    const { items } = await show(
      context,
      responsesEvents(itemAdded(call), partial(0), finished),
      new Uploading(),
    );
    expect(asked).toEqual([
      ['ig_1', 'p0', 0],
      ['ig_1', 'AAAA'],
    ]);
    expect(items).toMatchObject([{ image: { url: 'https://cdn.example/2.png' } }]);
  });

  it('shows its progress by partial images, under the call’s id [E170 E171]', async () => {
    const { context } = await newAgentContext();
    const { events } = await show(
      context,
      responsesEvents(itemAdded(call), partial(1), partial(9), finished),
      new ResponseStreamConverter({ partialImages: 3 }),
    );
    expect(updatesOf(events, 'generated_image.updated')).toEqual([
      {
        type: 'generated_image.updated',
        image: { id: 'ig_1', url: 'data:image/png;base64,p1' },
        progress: 1 / 3,
      },
      {
        type: 'generated_image.updated',
        image: { id: 'ig_1', url: 'data:image/png;base64,p9' },
        progress: 1,
      },
    ]);
  });

  it('has no progress when nobody said how many partial images there are', () => {
    expect(new ResponseStreamConverter().partialImageIndexToProgress(2)).toBe(0);
    expect(new ResponseStreamConverter({ partialImages: 0 }).partialImageIndexToProgress(2)).toBe(0);
  });

  it('that was not announced, or has no result, shows nothing', async () => {
    const { context } = await newAgentContext();
    const { events } = await show(context, responsesEvents(partial(0), finished));
    expect(events).toEqual([]);
    const failed = await show(context, responsesEvents(itemAdded(call), itemDone(call)));
    expect(kindsOf(failed.events)).toEqual(['thread.item.added']);
  });

  it('does not end a workflow', async () => {
    const { context } = await newAgentContext();
    context.startWorkflow({ type: 'custom', tasks: [{ type: 'image', status_indicator: 'loading' }] });
    await show(context, [
      ...responsesEvents(itemAdded(call), finished),
      () => expect(context.workflowItem).toBeDefined(),
    ]);
    expect.assertions(1);
  });
});

describe('reasoning', () => {
  const reasoning = { type: 'reasoning', id: 'rs_1', summary: [] };
  const thought = (type: 'delta' | 'done', text: string, summary_index = 0, item_id = 'rs_1') => ({
    type: `response.reasoning_summary_text.${type}`,
    item_id,
    output_index: 0,
    summary_index,
    [type === 'delta' ? 'delta' : 'text']: text,
  });
  const tasks = (events: readonly ThreadStreamEvent[]) =>
    events.flatMap((event) =>
      event.type === 'thread.item.updated' && 'task' in event.update
        ? [[event.update.type, event.update.task_index, (event.update.task as { content?: string }).content]]
        : [],
    );

  it('begins a workflow without tasks [E172]', async () => {
    const { context } = await newAgentContext();
    const { events } = await show(context, responsesEvents(itemAdded(reasoning)));
    expect(events[0]).toMatchObject({
      type: 'thread.item.added',
      item: {
        type: 'workflow',
        id: expect.stringMatching(/^wf_/),
        workflow: { type: 'reasoning', tasks: [], expanded: false },
      },
    });
  });

  it('streams its first thought [E173]', async () => {
    const { context } = await newAgentContext();
    const { events } = await show(
      context,
      responsesEvents(
        itemAdded(reasoning),
        thought('delta', 'Let '),
        thought('delta', 'me'),
        thought('done', 'Let me.'),
      ),
    );
    expect(tasks(events)).toEqual([
      ['workflow.task.added', 0, 'Let '],
      ['workflow.task.updated', 0, 'Let me'],
      ['workflow.task.updated', 0, 'Let me.'],
    ]);
  });

  it('streams every further thought, too [E174 Q49]', async () => {
    const { context } = await newAgentContext();
    const { events, items } = await show(
      context,
      responsesEvents(
        itemAdded(reasoning),
        thought('delta', 'One'),
        thought('delta', 'T', 1),
        thought('done', 'One.'),
        thought('delta', 'wo', 1),
        thought('done', 'Two.', 1),
        thought('done', 'Three.', 2),
      ),
    );
    expect(tasks(events)).toEqual([
      ['workflow.task.added', 0, 'One'],
      ['workflow.task.added', 1, 'T'],
      ['workflow.task.updated', 0, 'One.'],
      ['workflow.task.updated', 1, 'Two'],
      ['workflow.task.updated', 1, 'Two.'],
      ['workflow.task.added', 2, 'Three.'],
    ]);
    expect(items).toMatchObject([
      { workflow: { tasks: [{ content: 'One.' }, { content: 'Two.' }, { content: 'Three.' }] } },
    ]);
  });

  it('joins a workflow of the application’s, where a thought appears when it is done', async () => {
    const { context } = await newAgentContext();
    context.startWorkflow({
      type: 'custom',
      tasks: [{ type: 'custom', status_indicator: 'none', title: 'Look' }],
    });
    const { events, items } = await show(
      context,
      responsesEvents(itemAdded(reasoning), thought('delta', 'Hm'), thought('done', 'Hm.')),
    );
    expect(tasks(events)).toEqual([['workflow.task.added', 1, 'Hm.']]);
    expect(items).toHaveLength(1);
  });

  it('goes on in another thought when somebody replaced the task of this one', async () => {
    const { context } = await newAgentContext();
    const { items } = await show(context, [
      ...responsesEvents(itemAdded(reasoning), thought('delta', 'One')),
      () => context.updateWorkflowTask({ type: 'custom', status_indicator: 'none', title: 'Mine' }, 0),
      ...responsesEvents(thought('done', 'One.')),
    ]);
    expect(items).toMatchObject([{ workflow: { tasks: [{ title: 'Mine' }, { content: 'One.' }] } }]);
  });

  it('shows no thoughts without a workflow', async () => {
    const { context } = await newAgentContext();
    const { events } = await show(context, responsesEvents(thought('delta', 'Hm'), thought('done', 'Hm.')));
    expect(events).toEqual([]);
  });

  it('ends when an answer begins, with the time it took [E175 E176]', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick'], now: 0 });
    const { context } = await newAgentContext();
    const { events } = await show(context, [
      ...responsesEvents(itemAdded(reasoning)),
      () => void jest.advanceTimersByTime(4_200),
      ...responsesEvents(itemAdded(message())),
      () => expect(context.workflowItem).toBeUndefined(),
    ]);
    jest.useRealTimers();
    expect(kindsOf(events).slice(0, 3)).toEqual([
      'thread.item.added',
      'thread.item.done',
      'thread.item.added',
    ]);
    expect(events[1]).toMatchObject({
      item: { type: 'workflow', workflow: { summary: { duration: 4 }, expanded: false } },
    });
    expect(events[2]).toMatchObject({ item: { type: 'assistant_message' } });
    expect.assertions(4);
  });

  it('keeps the summary that its workflow has [E177]', async () => {
    const { context } = await newAgentContext();
    context.startWorkflow({ type: 'reasoning', summary: { title: 'Thinking' }, expanded: true });
    const { events } = await show(context, responsesEvents(itemAdded(message())));
    expect(events[1]).toMatchObject({
      type: 'thread.item.done',
      item: { workflow: { summary: { title: 'Thinking' }, expanded: false } },
    });
  });
});

describe('what shows nothing', () => {
  const fileSearch = { type: 'file_search_call', id: 'fs_1', queries: [], status: 'completed' };
  const functionCall = { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'n', arguments: '{}' };

  it('a search of files [E161]', async () => {
    const { context } = await newAgentContext();
    const { events } = await show(
      context,
      responsesEvents(
        itemAdded(fileSearch),
        { type: 'response.file_search_call.searching', item_id: 'fs_1' },
        { type: 'response.file_search_call.completed', item_id: 'fs_1' },
        itemDone(fileSearch),
      ),
    );
    expect(events).toEqual([]);
  });

  it.each<[string, RunStreamEvent[]]>([
    ['a function call', responsesEvents(itemAdded(functionCall), itemDone(functionCall))],
    ['its arguments', responsesEvents({ type: 'response.function_call_arguments.delta', delta: '{' })],
    ['raw reasoning', responsesEvents({ type: 'response.reasoning_text.delta', ...at, delta: 'x' })],
    ['a part of raw reasoning', responsesEvents(partAdded({ type: 'reasoning_text', text: 'x' }))],
    ['a search of the web', responsesEvents({ type: 'response.web_search_call.completed' })],
    ['a call over MCP', responsesEvents({ type: 'response.mcp_call.in_progress' })],
    [
      'the end of a part',
      responsesEvents({ type: 'response.content_part.done', ...at, part: outputText('x') }),
    ],
    ['the end of a response', responsesEvents({ type: 'response.failed' }, { type: 'response.incomplete' })],
    ['an event to come', responsesEvents({ type: 'response.holograms.delta', delta: 'x' })],
    ['a tool call of the run', [runItem('tool_called', { type: 'function_call', callId: 'c', name: 'n' })]],
    ['a hosted tool call', [runItem('tool_called', { type: 'hosted_tool_call', name: 'web_search_call' })]],
    ['a message of the run', [runItem('message_output_created', { type: 'message' })]],
    ['another agent', [{ type: 'agent_updated_stream_event' } as unknown as RunStreamEvent]],
    ['a call without output', [modelEvent({ type: 'response_started' }), responseDone()]],
  ])('%s', async (_name, steps) => {
    const { context } = await newAgentContext();
    expect((await show(context, steps)).events).toEqual([]);
  });
});
