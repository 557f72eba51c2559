// An assistant in the place of the bundled one: two agents, a hand-off between them, a guardrail before them, and a
// tool that the page carries out.
//
//   npx esbuild examples/assistants/lighthouse.ts --bundle --platform=node --format=esm --packages=external --outfile=.tmp/lighthouse.mjs
//   ASSISTANT_MODULE=.tmp/lighthouse.mjs npm start

import { Agent, handoff, type InputGuardrail } from '@openai/agents';
import type { AgentContext } from 'nestjs-chatkit';
import { clientTool, defineAssistant, lastMessageOf } from 'nestjs-chatkit/agents';
import { z } from 'zod';

/** Looks at the last message alone: one that was refused before stays in the conversation, and is over. */
const noForeignMuseums: InputGuardrail = {
  name: 'no foreign museums',
  execute: async ({ input }) => ({
    tripwireTriggered: /\b(louvre|prado|uffizi)\b/i.test(lastMessageOf(input)),
    outputInfo: { reply: 'I only know our own museum. What would you like to know about it?' },
  }),
};

const markedExhibits = clientTool({
  name: 'get_marked_exhibits',
  description: 'The exhibits that the visitor marked on the floor plan of the page.',
  parameters: z.object({}),
});

export default defineAssistant(({ mcpServers, context }) => {
  const { locale = 'en' } = context.requestContext;
  const planner = new Agent<AgentContext>({
    name: 'Planner',
    handoffDescription: 'Plans a visit, and keeps the list of what the visitor wants to see.',
    instructions: `You plan visits to a lighthouse museum, and keep the visitor's list. Their language: ${locale}.`,
    // The bundled task tools, as the person who asks.
    mcpServers,
  });
  return new Agent<AgentContext>({
    name: 'Guide',
    instructions: `You guide visitors through a lighthouse museum. Hand plans over to the planner. Their language: ${locale}.`,
    tools: [markedExhibits],
    // The page's answer comes with its next request: the run ends with the call.
    toolUseBehavior: { stopAtToolNames: [markedExhibits.name] },
    inputGuardrails: [noForeignMuseums],
    handoffs: [handoff(planner)],
  });
});
