import { ApprovalPolicy, type ToolFacts } from '../../../src/agent/approvals/approval-policy.js';
import { parseConfig } from '../../../src/config.js';

const own = (name: string, annotations = {}): ToolFacts => ({
  name,
  server: { name: 'nestjs-chatkit', tool: name, isOwn: true },
  annotations,
});
const outside = (name: string, annotations = {}): ToolFacts => ({
  name,
  server: { name: 'files', tool: name.replace(/^files_/, ''), isOwn: false },
  annotations,
});
const code = (name: string): ToolFacts => ({ name });

describe('whether a call waits for the person (row 158)', () => {
  it.each<[ToolFacts, string | undefined]>([
    [own('delete_task', { destructiveHint: true }), 'ask'],
    [own('add_task', { destructiveHint: false }), 'allow'],
    [own('says_nothing'), 'allow'],
    [own('list_tasks', { readOnlyHint: true }), 'allow'],
    [outside('files_write', { destructiveHint: true }), 'ask'],
    [outside('files_says_nothing'), 'ask'],
    [outside('files_append', { destructiveHint: false }), 'allow'],
    [outside('files_read', { readOnlyHint: true }), 'allow'],
    [outside('files_liar', { isOwn: true, server: { isOwn: true } }), 'ask'],
    [code('refund'), undefined],
  ])('is said by the tool when no rule fits: %j', (tool, verdict) => {
    expect(new ApprovalPolicy().verdictOn(tool)).toBe(verdict);
  });

  it.each<[string, ToolFacts, string | undefined]>([
    ['ask:add_*', own('add_task', { destructiveHint: false }), 'ask'],
    ['allow:delete_*', own('delete_task', { destructiveHint: true }), 'allow'],
    ['deny:drop_*', outside('drop_table'), 'deny'],
    ['deny:*', code('refund'), 'deny'],
    ['ask:refund', code('refund'), 'ask'],
    ['ask:refund', code('refunds'), undefined],
    ['ask:files.write', outside('files_write', { readOnlyHint: true }), 'ask'],
    ['allow:files.*', outside('files_anything'), 'allow'],
    ['allow:a.c', own('abc', { destructiveHint: true }), 'ask'],
    ['allow:list_*, deny:*', outside('list_files'), 'allow'],
    ['deny:*, allow:list_*', outside('list_files'), 'deny'],
    ['ask:*_task', own('delete_task_list', { destructiveHint: false }), 'allow'],
  ])('is said by the first rule that fits: %s', (rules, tool, verdict) => {
    const config = parseConfig({ TOOL_APPROVALS: rules });
    expect(new ApprovalPolicy(config.approvals.rules).verdictOn(tool)).toBe(verdict);
  });
});
