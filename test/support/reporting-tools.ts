import type { McpServer, ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { ToolSet } from '../../src/mcp/mcp-tools.registry.js';

type Report = (progress: { progress: number; total?: number; message?: string }) => Promise<void>;

/** A real tool that reports its progress as a test says, and then waits to be let go. */
export class ReportingTools implements ToolSet {
  readonly name = 'reporting';
  /** What `import_contacts` does. */
  script: (report: Report) => Promise<void> = () => Promise.resolve();

  register(server: McpServer): void {
    const input = z.object({ file: z.string(), api_key: z.string().optional() });
    const settings = { title: 'Import contacts', description: 'Imports.', inputSchema: input };
    server.registerTool('import_contacts', settings, async (_input, context) => {
      await this.script((progress) => report(context, progress));
      return { content: [{ type: 'text', text: 'Imported.' }] };
    });
    const plain = { description: 'Refuses.', inputSchema: z.object({}), annotations: { title: 'Clean up' } };
    server.registerTool('refuse', plain, () => ({
      content: [{ type: 'text', text: 'the words of the tool' }],
      isError: true,
    }));
  }
}

async function report({ mcpReq }: ServerContext, progress: Parameters<Report>[0]): Promise<void> {
  const { progressToken } = mcpReq._meta ?? {};
  if (progressToken === undefined) return;
  await mcpReq.notify({ method: 'notifications/progress', params: { ...progress, progressToken } });
}
