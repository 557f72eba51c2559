import type OpenAI from 'openai';
import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { CallMessages } from './call-messages.js';
import type { GeneratedImages } from './generated-images.js';
import { nothing, type Mapped } from './mapped.js';
import { partText, toAnnotation, toContent, type ModelPart } from './message-content.js';
import type { ResponseStreamConverter } from './response-stream-converter.js';
import type { Thoughts } from './thoughts.js';
import type { ToolCalls } from './tool-calls.js';

type ResponseEvent = OpenAI.Responses.ResponseStreamEvent;
type OutputItem = OpenAI.Responses.ResponseOutputItem;

/** What stands beside the messages of an answer. */
interface Beside {
  thoughts: Thoughts;
  images: GeneratedImages;
  calls: ToolCalls;
}

/** From the events of the Responses API to ours (protocol document 6.5). Events that are not named show nothing. */
export class ResponsesEvents {
  constructor(
    private readonly converter: ResponseStreamConverter,
    private readonly messages: CallMessages,
    private readonly beside: Beside,
  ) {}

  map(event: ResponseEvent): Mapped {
    switch (event.type) {
      case 'response.output_text.delta':
      case 'response.refusal.delta':
        return this.addText(event.item_id, event.content_index, event.delta);
      case 'response.output_text.done':
        return this.finishPart(event.item_id, event.content_index, event.text);
      case 'response.refusal.done':
        return this.finishPart(event.item_id, event.content_index, event.refusal);
      case 'response.content_part.added':
        return this.beginPart(event.item_id, event.content_index, event.part);
      case 'response.output_text.annotation.added':
        return this.addAnnotation(event.item_id, event.content_index, event.annotation);
      case 'response.output_item.added':
        return this.beginItem(event.item);
      case 'response.output_item.done':
        return this.finishItem(event.item);
      case 'response.reasoning_summary_text.delta':
        return this.beside.thoughts.add(`${event.item_id} ${event.summary_index}`, event.delta);
      case 'response.reasoning_summary_text.done':
        return this.beside.thoughts.finish(`${event.item_id} ${event.summary_index}`, event.text);
      case 'response.image_generation_call.partial_image':
        return this.beside.images.partial(event.item_id, event.partial_image_b64, event.partial_image_index);
      case 'response.code_interpreter_call_code.done':
        return this.beside.calls.patchHosted(event.item_id, { code: event.code });
      case 'response.mcp_call_arguments.done':
        return this.beside.calls.patchHosted(event.item_id, { arguments: event.arguments });
      default:
        return nothing;
    }
  }

  private addText(modelId: string, index: number, delta: string): readonly ThreadStreamEvent[] {
    const message = this.messages.find(modelId);
    if (message) return message.addText(index, delta);
    return [...this.messages.begin(modelId), ...this.addText(modelId, index, delta)];
  }

  private finishPart(modelId: string, index: number, text: string): readonly ThreadStreamEvent[] {
    return this.messages.find(modelId)?.finishPart(index, { text }) ?? nothing;
  }

  private async beginPart(modelId: string, index: number, part: ModelPart) {
    const [content] = await toContent([part], this.converter);
    return () => (content && this.messages.find(modelId)?.beginPart(index, content)) ?? nothing;
  }

  private async addAnnotation(modelId: string, index: number, annotation: unknown) {
    const converted = await toAnnotation(annotation, this.converter);
    return () => (converted && this.messages.find(modelId)?.addAnnotation(index, converted)) ?? nothing;
  }

  private beginItem(item: OutputItem): Mapped {
    switch (item.type) {
      case 'message':
        return this.beginMessage(item.id, item.content);
      case 'reasoning':
        return this.beside.thoughts.open();
      case 'image_generation_call':
        return this.beside.images.begin(item.id);
      default:
        return this.beside.calls.begin(item);
    }
  }

  private async beginMessage(modelId: string, parts: readonly ModelPart[] = []) {
    const content = await toContent(parts, this.converter);
    // Told twice, it is still one message; under the id of one that has ended, it is another.
    return () => (this.messages.find(modelId)?.isDone === false ? [] : this.messages.begin(modelId, content));
  }

  private finishItem(item: OutputItem): Mapped {
    switch (item.type) {
      case 'message':
        return this.finishMessage(item.id, item.content);
      case 'image_generation_call':
        return this.beside.images.finish(item.id, item.result);
      default:
        return this.beside.calls.finish(item);
    }
  }

  private async finishMessage(modelId: string, parts: readonly ModelPart[]) {
    const content = await toContent(parts, this.converter);
    return () => {
      const message = this.messages.find(modelId);
      if (message) return message.finish(content);
      return parts.some(partText) ? this.messages.whole(content) : nothing;
    };
  }
}
