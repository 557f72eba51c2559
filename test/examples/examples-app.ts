import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { ExamplesModule } from '../../examples/examples.module.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { ThreadItem, ThreadItemType } from '../../src/protocol/items.js';
import type { ItemOf } from '../../src/protocol/new-item.js';
import { ChatKitClient } from '../support/chatkit-client.js';

export interface ExamplesApp {
  url: string;
  /** Somebody who talks to the example at a path. */
  at(path: string, headers?: Record<string, string>): ChatKitClient;
  close(): Promise<void>;
}

/** The examples as `npm run examples` starts them, on a free port. */
export async function startExamples(): Promise<ExamplesApp> {
  const app = await NestFactory.create(ExamplesModule, new ExpressAdapter(), {
    logger: false,
    forceCloseConnections: true,
  });
  app.enableCors();
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    at: (path, headers = {}) => new ChatKitClient(url, undefined, headers, path),
    close: () => app.close(),
  };
}

/** The text of the last assistant's message. */
export function lastText(items: readonly ThreadItem[]): string {
  const messages = itemsOf(items, 'assistant_message');
  return (
    messages
      .at(-1)
      ?.content.map(({ text }) => text)
      .join('') ?? ''
  );
}

export const itemsOf = <Type extends ThreadItemType>(items: readonly ThreadItem[], type: Type) =>
  items.filter((item): item is ItemOf<Type> => item.type === type);

/** The updates of a stream, of one kind. */
export const updatesOf = (events: readonly ThreadStreamEvent[], type: string) =>
  events.flatMap((event) =>
    event.type === 'thread.item.updated' && event.update.type === type ? [event.update] : [],
  );

/** The stream's events without those that every answer has. */
export const tellingOf = (events: readonly ThreadStreamEvent[]) =>
  events.filter(
    ({ type }) => type !== 'thread.created' && type !== 'stream_options' && type !== 'thread.item.updated',
  );
