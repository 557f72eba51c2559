import { list } from './setting-values.js';

/** A rule of `TOOL_APPROVALS`: what becomes of calls of tools whose names fit the pattern. */
export interface ApprovalRuleConfig {
  verdict: 'allow' | 'ask' | 'deny';
  pattern: string;
}

/** The rules of `TOOL_APPROVALS`, in their order. */
export const approvalRules = list.transform((entries, ctx) => {
  if (entries.join() === 'off') return [];
  return entries.flatMap((entry) => {
    const [, verdict, pattern] = /^(allow|ask|deny):\s*([^\s:]+)$/.exec(entry) ?? [];
    if (pattern) return [{ verdict: verdict as ApprovalRuleConfig['verdict'], pattern }];
    ctx.addIssue(
      `\`${entry}\` is no rule; write allow:list_*, ask:delete_* or deny:drop_*, separated by commas, or off alone`,
    );
    return [];
  });
});
