import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { GeneratedImageItem } from '../../protocol/items.js';
import type { AgentContext } from './agent-context.js';
import type { ResponseStreamConverter } from './response-stream-converter.js';

/** Images that the model makes, from their announcement to the picture. Their place is ours, their id the model's. */
export class GeneratedImages {
  private readonly items = new Map<string, GeneratedImageItem>();

  constructor(
    private readonly context: AgentContext,
    private readonly converter: ResponseStreamConverter,
  ) {}

  begin(modelId: string): ThreadStreamEvent[] {
    const item: GeneratedImageItem = { type: 'generated_image', ...this.context.newItem('message') };
    this.items.set(modelId, item);
    this.context.generatedImageItem = item;
    return [{ type: 'thread.item.added', item: { ...item } }];
  }

  async partial(modelId: string, base64: string, index: number): Promise<() => ThreadStreamEvent[]> {
    const item = this.items.get(modelId);
    if (!item) return () => [];
    const url = await this.converter.base64ImageToUrl(modelId, base64, index);
    const progress = this.converter.partialImageIndexToProgress(index);
    const update = { type: 'generated_image.updated', image: { id: modelId, url }, progress } as const;
    return () => [{ type: 'thread.item.updated', item_id: item.id, update }];
  }

  async finish(modelId: string, base64: string | null | undefined): Promise<() => ThreadStreamEvent[]> {
    const item = this.items.get(modelId);
    if (!item || !base64) return () => [];
    this.items.delete(modelId);
    const url = await this.converter.base64ImageToUrl(modelId, base64);
    return () => {
      if (this.context.generatedImageItem === item) this.context.generatedImageItem = undefined;
      return [{ type: 'thread.item.done', item: { ...item, image: { id: modelId, url } } }];
    };
  }
}
