// A workflow as Agent Builder exports it: a guardrail, a function tool, a state variable and an approval. It needs
// `npm install @openai/guardrails`. The approval is the stub of the export: it approves everything, and the server says
// so when it starts.
//
//   npx esbuild examples/agent-builder/lost-property.ts --bundle --platform=node --format=esm --packages=external --outfile=.tmp/lost-property.mjs
//   ASSISTANT_MODULE=.tmp/lost-property.mjs npm start

import { tool, Agent, AgentInputItem, Runner, withTrace } from "@openai/agents";
import { OpenAI } from "openai";
import { runGuardrails } from "@openai/guardrails";
import { z } from "zod";


// Tool definitions
const findLostThing = tool({
  name: "findLostThing",
  description: "Looks up what was found in the museum",
  parameters: z.object({
    thing: z.string()
  }),
  execute: async (input: { thing: string }) => {
    return /umbrella/i.test(input.thing) ? "A black umbrella, found on the stairs on Monday, number 12." : "Nothing of the kind was found.";
  },
});

// Shared client for guardrails and file search
const client = new OpenAI({ apiKey: process.env.OPENAI_API_KEY });

// Guardrails definitions
const guardrailConfig = {
  guardrails: [
    { name: "Jailbreak", config: { model: "gpt-4.1-mini", confidence_threshold: 0.7 } }
  ]
};
const context = { guardrailLlm: client };

const lostPropertyAgent = new Agent({
  name: "Lost property",
  instructions: "You help visitors of a lighthouse museum to find what they lost there. Look it up before you answer.",
  model: "gpt-4.1-mini",
  tools: [
    findLostThing
  ],
  modelSettings: {
    temperature: 1,
    topP: 1,
    parallelToolCalls: true,
    maxTokens: 2048,
    store: true
  }
});

const parcelAgent = new Agent({
  name: "Parcel agent",
  instructions: "Tell the visitor in one sentence that the thing will be sent to them.",
  model: "gpt-4.1-mini",
  modelSettings: {
    temperature: 1,
    topP: 1,
    maxTokens: 2048,
    store: true
  }
});

const approvalRequest = (message: string) => {

  // TODO: Implement
  return true;
}

type WorkflowInput = { input_as_text: string };


// Main code entrypoint
export const runWorkflow = async (workflow: WorkflowInput) => {
  return await withTrace("Lost property", async () => {
    const state = {
      is_found: false
    };
    const conversationHistory: AgentInputItem[] = [
      { role: "user", content: [{ type: "input_text", text: workflow.input_as_text }] }
    ];
    const runner = new Runner({
      traceMetadata: {
        __trace_source__: "agent-builder",
        workflow_id: "wf_lost_property"
      }
    });
    const guardrailsResults = await runGuardrails(workflow.input_as_text, guardrailConfig, context, true);
    if (guardrailsResults.some((result) => result.tripwireTriggered)) {
      const guardrailsFailOutput = {
        pii: { failed: false },
        jailbreak: { failed: true }
      };
      return guardrailsFailOutput;
    }
    const lostPropertyAgentResultTemp = await runner.run(
      lostPropertyAgent,
      [
        ...conversationHistory
      ]
    );
    conversationHistory.push(...lostPropertyAgentResultTemp.newItems.map((item) => item.rawItem));

    if (!lostPropertyAgentResultTemp.finalOutput) {
        throw new Error("Agent result is undefined");
    }

    const lostPropertyAgentResult = {
      output_text: lostPropertyAgentResultTemp.finalOutput ?? ""
    };
    state.is_found = lostPropertyAgentResult.output_text.includes("number");
    if (state.is_found) {
      const approvalMessage = "Shall it be sent to you?";

      if (approvalRequest(approvalMessage)) {
        const parcelAgentResultTemp = await runner.run(
          parcelAgent,
          [
            ...conversationHistory
          ]
        );
        conversationHistory.push(...parcelAgentResultTemp.newItems.map((item) => item.rawItem));

        if (!parcelAgentResultTemp.finalOutput) {
            throw new Error("Agent result is undefined");
        }

        const parcelAgentResult = {
          output_text: parcelAgentResultTemp.finalOutput ?? ""
        };
        return parcelAgentResult;
      } else {
        const endResult = {
          message: "It stays here for you until you come."
        };
        return endResult;
      }
    }
    return lostPropertyAgentResult;
  });
}
