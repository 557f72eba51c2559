import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import { userText } from '../../protocol/content.js';
import type { UserMessageItem } from '../../protocol/items.js';
import type { ThreadMetadata } from '../../protocol/thread.js';
import type { TurnContext } from '../../turns/context.js';
import { toModelError } from '../model-error.js';
import { GuardedModels } from '../model/guarded-models.js';
import { titleFor } from './rule-title.js';
import { ThreadNaming } from './thread-naming.js';
import { TitleWriter } from './title-writer.js';

/**
 * Names threads: each once, by its first message that has text, and never over a name that it has. What a person does
 * meanwhile is the engine's to respect: a title that a turn sets takes the place of none but the one it knew.
 */
@Injectable()
export class ThreadTitles {
  private readonly logger = new Logger('Titles');
  private readonly writer?: TitleWriter;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    models: GuardedModels,
  ) {
    // The demo model knows tasks and nothing else: the rule serves better.
    const isWritten = config.threadTitles === 'model' && config.model.provider !== 'demo';
    if (isWritten) this.writer = new TitleWriter(config, models);
  }

  /**
   * Begins to name a thread beside the answer to its message. By rule it has its title at once.
   * @returns what is to be waited for and ended with the answer; undefined when there is nothing to do.
   */
  begin(
    thread: ThreadMetadata,
    message: UserMessageItem | null,
    context: TurnContext,
  ): ThreadNaming | undefined {
    if (this.config.threadTitles === 'off' || thread.title != null || !message) return undefined;
    const fallback = titleFor(message);
    if (fallback === undefined) return undefined;
    const { writer } = this;
    if (!writer) {
      thread.title = fallback;
      return undefined;
    }
    const write = (signal: AbortSignal) =>
      this.told(writer.write(userText(message.content), context.usage, signal), signal, context);
    return new ThreadNaming(thread, { fallback, write, signal: context.signal });
  }

  /** The title, with a line in the log when there is none for a reason that the operator can mend. */
  private async told(
    title: Promise<string | undefined>,
    signal: AbortSignal,
    { requestId }: TurnContext,
  ): Promise<string | undefined> {
    try {
      return await title;
    } catch (error) {
      if (!signal.aborted) {
        this.logger.warn({ msg: 'title not written by the model', requestId, err: toModelError(error) });
      }
      throw error;
    }
  }
}
