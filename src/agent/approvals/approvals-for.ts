import { Logger } from '@nestjs/common';
import type { Config } from '../../config.js';
import type { McpToolsRegistry } from '../../mcp/mcp-tools.registry.js';
import type { PausedRunStore } from '../../turns/paused-run-store.js';
import type { ThreadStore } from '../../turns/thread-store.js';
import { ApprovalPolicy } from './approval-policy.js';
import { Approvals } from './approvals.js';

/** Approvals as the settings have them. Turned off, they are so in the log of every start. */
export function approvalsFor(
  { approvals: { rules, isOff, ttlMs }, toolRedact }: Config,
  stores: { store: ThreadStore; pausedRuns: PausedRunStore },
  registry: McpToolsRegistry,
): Approvals {
  if (isOff) {
    new Logger('Approvals').warn('TOOL_APPROVALS=off: tools change and delete things without asking anybody');
  }
  const policy = new ApprovalPolicy(isOff ? [{ verdict: 'allow', pattern: '*' }] : rules);
  return new Approvals({
    ...stores,
    policy,
    ttlMs,
    redact: toolRedact,
    describeCall: async ({ tool, arguments: args }, { principal }) =>
      tool.server?.isOwn ? registry.describeCall(tool.name, args, principal) : undefined,
  });
}
