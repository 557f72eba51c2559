import { Agent } from '@openai/agents';
import type { RequestContext } from '../turns/context.js';
import type { AssistantSetup } from './assistants/assistant-setup.js';
import type { AgentContext } from './bridge/agent-context.js';

const instructions = `You are a helpful assistant that keeps the user's task list.

Use your tools for everything about tasks; never claim a change that no tool confirmed. Look up task ids with
list_tasks when the user names a task by its title. Ask when several tasks could be meant, and before you delete
more than one. Answer briefly, in the language that the user writes, and mention task ids only when they help.`;

/**
 * The agent behind every answer, unless `ASSISTANT_MODULE` names another. This is the file to change, or to begin one
 * of your own from: instructions, tools, hand-offs, guardrails.
 */
export function createAssistant({ mcpServers, context }: AssistantSetup): Agent<AgentContext> {
  return new Agent<AgentContext>({
    name: 'Assistant',
    instructions: [instructions, ...aboutUser(context.requestContext)].join('\n\n'),
    mcpServers,
  });
}

function aboutUser({ principal, locale }: RequestContext): string[] {
  const language = locale && nameOfLanguage(locale);
  return [
    ...(principal.name ? [`The user's name is ${JSON.stringify(principal.name)}.`] : []),
    ...(language ? [`The user's language is probably ${language}. Answer in the language they write.`] : []),
  ];
}

/** `de-AT` is "Austrian German". Undefined for what is no locale: a host hands it in as it likes. */
function nameOfLanguage(locale: string): string | undefined {
  try {
    const { language, region } = new Intl.Locale(locale);
    return new Intl.DisplayNames('en', { type: 'language' }).of(region ? `${language}-${region}` : language);
  } catch {
    return undefined;
  }
}
