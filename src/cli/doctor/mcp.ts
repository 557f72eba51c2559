import { failure, ok, type Finding } from './finding.js';

/**
 * Whether the bundled MCP server can be built and offers tools.
 * @param listTools Builds it and gives the names of its tools.
 */
export async function checkMcp(listTools: () => Promise<string[]>): Promise<Finding[]> {
  const fix = 'reinstall with `npm ci` and build again with `npm run build`';
  try {
    const tools = await listTools();
    return tools.length > 0
      ? [ok('MCP', `${tools.length} tools: ${tools.join(', ')}`)]
      : [failure('MCP', 'the bundled server offers no tools', fix)];
  } catch (error) {
    return [failure('MCP', `the bundled server cannot be built: ${(error as Error).message}`, fix)];
  }
}
