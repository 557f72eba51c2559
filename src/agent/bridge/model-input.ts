// What goes to the model and what comes from a run, in as much of their shape as the bridge's public side needs. They
// are assignable to the Agents SDK's own types and from them; spelled out, they let an application that runs no agent
// read our declarations without the SDK's, which want a browser's.

/** One event of an Agents SDK run. */
export interface AgentRunEvent {
  readonly type: string;
}

/** A part of what a person says to the model. */
export type ModelInputPart =
  | { type: 'input_text'; text: string }
  | { type: 'input_image'; image: string | { id: string }; detail?: string }
  | { type: 'input_file'; file: string | { id: string } | { url: string }; filename?: string };

/** One item of the model's input, as the Agents SDK takes it. */
export type ModelInputItem =
  | { type?: 'message'; role: 'system'; content: string }
  | { type?: 'message'; role: 'user'; content: string | ModelInputPart[] }
  | {
      type?: 'message';
      role: 'assistant';
      status: 'completed';
      content: { type: 'output_text'; text: string }[];
    }
  | { type: 'function_call'; callId: string; name: string; status: 'completed'; arguments: string }
  | { type: 'function_call_result'; callId: string; name: string; status: 'completed'; output: string };

/** What an item is to the model: nothing, one item of its input, or several. */
export type ModelInput = ModelInputItem | ModelInputItem[] | undefined;
