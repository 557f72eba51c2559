import type { McpServer } from '@modelcontextprotocol/server';
import type { ToolSet } from '../../src/mcp/mcp-tools.registry.js';

/** A tool that runs until the test lets it end, and tells when it starts, is aborted, and ends. */
export class HeldTool implements ToolSet {
  readonly started = deferred<AbortSignal>();
  readonly aborted = deferred<void>();
  readonly ended = deferred<'aborted' | 'let go'>();
  readonly letGo = deferred<void>();

  constructor(readonly name = 'held') {}

  register(server: McpServer): void {
    server.registerTool(this.name, {}, async ({ mcpReq: { signal } }) => {
      signal.addEventListener('abort', () => this.aborted.resolve());
      this.started.resolve(signal);
      await Promise.race([this.letGo.promise, this.aborted.promise]);
      this.ended.resolve(signal.aborted ? 'aborted' : 'let go');
      return { content: [] };
    });
  }
}

function deferred<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
