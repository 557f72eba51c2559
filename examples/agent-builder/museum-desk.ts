// A workflow as Agent Builder exports it: a classifier, two agents, a branch. Nothing in it knows of this server.
//
//   npx esbuild examples/agent-builder/museum-desk.ts --bundle --platform=node --format=esm --packages=external --outfile=.tmp/museum-desk.mjs
//   ASSISTANT_MODULE=.tmp/museum-desk.mjs npm start

import { Agent, AgentInputItem, Runner, withTrace } from "@openai/agents";
import { z } from "zod";

const SortingAgentSchema = z.object({ topic: z.enum(["tickets", "exhibits"]) });
const sortingAgent = new Agent({
  name: "Sorting agent",
  instructions: "Decide what the visitor's message is about: tickets, or the exhibits of the lighthouse museum.",
  model: "gpt-4.1-mini",
  outputType: SortingAgentSchema,
  modelSettings: {
    temperature: 0,
    topP: 1,
    maxTokens: 2048,
    store: true
  }
});

const ticketDesk = new Agent({
  name: "Ticket desk",
  instructions: "You sell tickets for a lighthouse museum. Adults pay 9 euros, children nothing. Be brief.",
  model: "gpt-4.1-mini",
  modelSettings: {
    temperature: 1,
    topP: 1,
    maxTokens: 2048,
    store: true
  }
});

const museumGuide = new Agent({
  name: "Museum guide",
  instructions: "You guide visitors through a lighthouse museum. Say when you do not know something.",
  model: "gpt-4.1-mini",
  modelSettings: {
    temperature: 1,
    topP: 1,
    maxTokens: 2048,
    store: true
  }
});

type WorkflowInput = { input_as_text: string };


// Main code entrypoint
export const runWorkflow = async (workflow: WorkflowInput) => {
  return await withTrace("Museum desk", async () => {
    const state = {

    };
    const conversationHistory: AgentInputItem[] = [
      { role: "user", content: [{ type: "input_text", text: workflow.input_as_text }] }
    ];
    const runner = new Runner({
      traceMetadata: {
        __trace_source__: "agent-builder",
        workflow_id: "wf_museum_desk"
      }
    });
    const sortingAgentResultTemp = await runner.run(
      sortingAgent,
      [
        ...conversationHistory
      ]
    );

    if (!sortingAgentResultTemp.finalOutput) {
        throw new Error("Agent result is undefined");
    }

    const sortingAgentResult = {
      output_text: JSON.stringify(sortingAgentResultTemp.finalOutput),
      output_parsed: sortingAgentResultTemp.finalOutput
    };
    if (sortingAgentResult.output_parsed.topic == "tickets") {
      const ticketDeskResultTemp = await runner.run(
        ticketDesk,
        [
          ...conversationHistory
        ]
      );
      conversationHistory.push(...ticketDeskResultTemp.newItems.map((item) => item.rawItem));

      if (!ticketDeskResultTemp.finalOutput) {
          throw new Error("Agent result is undefined");
      }

      const ticketDeskResult = {
        output_text: ticketDeskResultTemp.finalOutput ?? ""
      };
      return ticketDeskResult;
    } else {
      const museumGuideResultTemp = await runner.run(
        museumGuide,
        [
          ...conversationHistory
        ]
      );
      conversationHistory.push(...museumGuideResultTemp.newItems.map((item) => item.rawItem));

      if (!museumGuideResultTemp.finalOutput) {
          throw new Error("Agent result is undefined");
      }

      const museumGuideResult = {
        output_text: museumGuideResultTemp.finalOutput ?? ""
      };
      return museumGuideResult;
    }
  });
}
