// An agent of the OpenAI Agents SDK: one tool of the server's that shows a widget beside the answer, one that the page
// carries out, and a converter that tells the model what tags mean. `guide.model.ts` stands for the model, so that the
// example runs offline; leave out `model` and set OPENAI_API_KEY to have a real one.
//
//   curl -N localhost:8010/agent --json '{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"Show me the Fog Bell"}],"attachments":[],"inference_options":{}}}}'
//   curl -N localhost:8010/agent --json '{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"What did I mark?"}],"attachments":[],"inference_options":{}}}}'
//
// then, with the thread's id that the second one printed:
//
//   curl -N localhost:8010/agent --json '{"type":"threads.add_client_tool_output","params":{"thread_id":"THREAD","result":{"ids":["log"]}}}'

import { Agent, Runner, tool, type RunContext } from '@openai/agents';
import {
  AgentContext,
  badge,
  card,
  ChatKitServer,
  loadHistory,
  MemoryThreadStore,
  streamAgentResponse,
  text,
  ThreadItemConverter,
  title,
  type InputTag,
  type ModelInputPart,
  type ThreadMetadata,
  type ThreadStreamEvent,
  type TurnContext,
  type UserMessageItem,
} from 'nestjs-chatkit';
import { clientTool } from 'nestjs-chatkit/agents';
import { z } from 'zod';
import { GuideModel } from './guide.model.js';
import { exhibitOf } from './museum.js';

const showExhibit = tool({
  name: 'show_exhibit',
  description: 'Shows an exhibit to the visitor, and says what the sign beside it says.',
  parameters: z.object({ id: z.string() }),
  async execute({ id }, run?: RunContext<AgentContext>) {
    const exhibit = exhibitOf(id);
    if (!exhibit || !run) return 'There is no such exhibit.';
    const { name, room, year, story } = exhibit;
    const sign = card({
      children: [title({ value: name }), badge({ label: String(year) }), text({ value: room })],
    });
    await run.context.streamWidget(sign, { copyText: `${name}, ${room}` });
    return story;
  },
});

const markedExhibits = clientTool({
  name: 'get_marked_exhibits',
  description: 'The exhibits that the visitor marked on the floor plan of the page.',
  parameters: z.object({}),
});

const guide = new Agent<AgentContext>({
  name: 'Guide',
  instructions: 'You guide visitors through a lighthouse museum. Show an exhibit when it is asked for.',
  model: new GuideModel(),
  tools: [showExhibit, markedExhibits],
  // The page's answer comes with its next request: the run ends with the call.
  toolUseBehavior: { stopAtToolNames: [markedExhibits.name] },
});

class MuseumConverter extends ThreadItemConverter {
  override async tagToContent({ id }: InputTag): Promise<ModelInputPart> {
    return { type: 'input_text', text: JSON.stringify(exhibitOf(id) ?? 'unknown') };
  }
}

export class AgentServer extends ChatKitServer {
  private readonly runner = new Runner({ tracingDisabled: true });
  private readonly converter = new MuseumConverter();

  constructor() {
    super({ store: new MemoryThreadStore() });
  }

  override async *respond(
    thread: ThreadMetadata,
    _message: UserMessageItem | null,
    requestContext: TurnContext,
  ): AsyncIterable<ThreadStreamEvent> {
    const { principal, signal } = requestContext;
    const source = { store: this.store, threadId: thread.id, principal };
    const { input } = await loadHistory(source, { converter: this.converter });
    const context = new AgentContext({ thread, store: this.store, requestContext });
    const run = await this.runner.run(guide, input, { stream: true, context, signal });
    yield* streamAgentResponse(context, run);
  }
}
