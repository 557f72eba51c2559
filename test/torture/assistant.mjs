// What answers while servers are tortured: an operator's own assistant with one of each kind of thing that can wait
// for a person. Which of them it uses, the model says (`paced-provider.ts`).
import { Agent, tool } from '@openai/agents';
import { clientTool, defineAssistant } from 'nestjs-chatkit/agents';
import { z } from 'zod';

const openPage = clientTool({
  name: 'open_page',
  description: 'Opens a page.',
  parameters: z.object({ page: z.string() }),
});

const askDetails = tool({
  name: 'ask_details',
  description: 'Asks the person for details.',
  parameters: z.object({}),
  execute: (_input, { context }) => {
    context.stream({
      type: 'thread.item.done',
      item: {
        type: 'structured_input',
        ...context.newItem('message'),
        status: 'pending',
        inputs: [{ type: 'freeform', id: 'when', question: 'When?' }],
      },
    });
    return 'The person was asked.';
  },
});

const erase = tool({
  name: 'erase',
  description: 'Erases something.',
  parameters: z.object({ what: z.string() }),
  needsApproval: true,
  execute: ({ what }) => `erased ${what}`,
});

export default defineAssistant(
  () =>
    new Agent({
      name: 'Tortured',
      tools: [openPage, askDetails, erase],
      toolUseBehavior: { stopAtToolNames: [openPage.name, askDetails.name] },
    }),
);
