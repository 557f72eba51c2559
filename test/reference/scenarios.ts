import type { Scenario } from './scenario.js';
import { actionScenarios } from './scenarios/actions.js';
import { agentAnswerScenarios } from './scenarios/agent-answers.js';
import { agentFaultScenarios } from './scenarios/agent-faults.js';
import { agentInputScenarios } from './scenarios/agent-inputs.js';
import { agentThoughtScenarios } from './scenarios/agent-thoughts.js';
import { agentToolScenarios } from './scenarios/agent-tools.js';
import { attachmentScenarios } from './scenarios/attachments.js';
import { dictationScenarios } from './scenarios/dictation.js';
import { failureScenarios } from './scenarios/failures.js';
import { feedbackScenarios } from './scenarios/feedback.js';
import { itemChangeScenarios } from './scenarios/item-changes.js';
import { itemScenarios } from './scenarios/items.js';
import { malformedScenarios } from './scenarios/malformed.js';
import { messageScenarios } from './scenarios/messages.js';
import { retryScenarios } from './scenarios/retries.js';
import { structuredInputScenarios } from './scenarios/structured-inputs.js';
import { threadChangeScenarios } from './scenarios/thread-changes.js';
import { threadScenarios } from './scenarios/threads.js';
import { toolOutputScenarios } from './scenarios/tool-outputs.js';

/** What is asked of both servers over HTTP, with hooks that play scripts. */
export const hookScenarios: readonly Scenario[] = [
  ...threadScenarios,
  ...messageScenarios,
  ...itemScenarios,
  ...itemChangeScenarios,
  ...threadChangeScenarios,
  ...failureScenarios,
  ...toolOutputScenarios,
  ...structuredInputScenarios,
  ...retryScenarios,
  ...actionScenarios,
  ...attachmentScenarios,
  ...dictationScenarios,
  ...feedbackScenarios,
  ...malformedScenarios,
];

/** What is asked of both servers with an agent behind them, whose model is played. */
export const agentScenarios: readonly Scenario[] = [
  ...agentAnswerScenarios,
  ...agentThoughtScenarios,
  ...agentToolScenarios,
  ...agentInputScenarios,
  ...agentFaultScenarios,
];
