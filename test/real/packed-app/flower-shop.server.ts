import {
  card,
  ChatKitServer,
  MemoryThreadStore,
  newId,
  newItem,
  streamText,
  streamWidget,
  text,
  userText,
  type Card,
  type RequestContext,
  type ThreadMetadata,
  type ThreadStreamEvent,
  type TurnContext,
  type UserMessageItem,
} from 'nestjs-chatkit';

export interface ShopContext extends RequestContext {
  readonly shop: string;
}

/** Shows a bouquet, asks for the day, has the page tell the address, and ends. */
export class FlowerShopServer extends ChatKitServer<ShopContext> {
  constructor() {
    super({ store: new MemoryThreadStore() });
  }

  override async *respond(
    thread: ThreadMetadata,
    message: UserMessageItem | null,
    context: TurnContext & ShopContext,
  ): AsyncIterable<ThreadStreamEvent> {
    if (message) {
      if (userText(message.content) === 'slowly') yield* streamText(thread, slowly());
      else yield* this.offer(thread, context);
      return;
    }
    const query = { limit: 20, order: 'desc' } as const;
    const { data } = await this.store.loadThreadItems(thread.id, query, context.principal);
    const call = data.find((item) => item.type === 'client_tool_call');
    if (!call) {
      const item = newItem(thread, {
        type: 'client_tool_call',
        status: 'pending',
        call_id: newId('tool_call'),
        name: 'get_address',
        arguments: {},
      });
      yield { type: 'thread.item.done', item };
      return;
    }
    const day = data.find((item) => item.type === 'structured_input')?.inputs[0]?.answer?.values[0];
    yield* streamText(thread, `On ${day ?? 'some day'}, to ${JSON.stringify(call.output)}.`);
    yield { type: 'thread.item.done', item: newItem(thread, { type: 'end_of_turn' }) };
  }

  private async *offer(thread: ThreadMetadata, { shop }: ShopContext): AsyncIterable<ThreadStreamEvent> {
    yield* streamWidget(thread, bouquets(shop));
    const item = newItem(thread, {
      type: 'structured_input',
      status: 'pending',
      inputs: [
        {
          type: 'multiple_choice',
          id: 'day',
          question: 'Which day?',
          options: [{ value: 'Friday' }],
          multiple: false,
        },
      ],
    });
    yield { type: 'thread.item.done', item };
  }
}

async function* bouquets(shop: string): AsyncGenerator<Card, void, undefined> {
  const words = `A bouquet of ${shop}`;
  for (const end of [2, 10, words.length]) {
    yield card({ children: [text({ id: 'name', value: words.slice(0, end), streaming: true })] });
  }
}

async function* slowly(): AsyncGenerator<string, void, undefined> {
  yield 'Roses ';
  await new Promise((resolve) => setTimeout(resolve, 400));
  yield 'take time.';
}
