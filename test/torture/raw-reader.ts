import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import type { ChatKitClient } from '../support/chatkit-client.js';

/** A stream that is read from its socket: as slowly, and ended as rudely, as a test wants. */
export class RawReader {
  /** What was read. */
  text = '';
  readonly closed: Promise<unknown>;

  private constructor(readonly socket: Socket) {
    socket.setEncoding('utf8');
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => socket.once('close', resolve));
  }

  /** Begins a conversation with a message, and reads nothing of the answer. */
  static async open(
    { url, token }: Pick<ChatKitClient, 'url' | 'token'>,
    text: string,
    headers: Record<string, string> = {},
  ): Promise<RawReader> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const body = JSON.stringify({ type: 'threads.create', params: userInput(text) });
    socket.write(
      `POST /chatkit HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${token}\r\n` +
        Object.entries(headers)
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join('') +
        `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    return new RawReader(socket);
  }

  /** Reads on until the text holds, or the socket closes; then stops reading. */
  async until(holds: (text: string) => boolean): Promise<void> {
    const { socket } = this;
    while (!holds(this.text) && !socket.destroyed) {
      const chunk = socket.read() as string | null;
      if (chunk !== null) this.text += chunk;
      else await Promise.race([once(socket, 'readable'), this.closed]);
    }
  }

  /** Takes what has come so far, if anything has. */
  take(): void {
    this.text += (this.socket.read() as string | null) ?? '';
  }

  get threadId(): string | undefined {
    return /"(thr_[0-9a-f]+)"/.exec(this.text)?.[1];
  }
}
