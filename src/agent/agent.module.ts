import { Logger, Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { McpModule } from '../mcp/mcp.module.js';
import { McpToolsRegistry } from '../mcp/mcp-tools.registry.js';
import { PausedRunStore } from '../turns/paused-run-store.js';
import { ThreadStore } from '../turns/thread-store.js';
import { AgentRuns } from './agent-runs.js';
import { approvalsFor } from './approvals/approvals-for.js';
import { Approvals } from './approvals/approvals.js';
import { AssistantServer } from './assistant.server.js';
import { provideDefaultModels } from './assistants/ambient-models.js';
import { ASSISTANT, loadAssistant, type Assistant } from './assistants/assistant-module.js';
import { WorkflowRuns } from './assistants/workflow-runs.js';
import { guardedModels } from './model-provider.js';
import { GuardedModels } from './model/guarded-models.js';
import { ThreadTitles } from './titles/thread-titles.js';
import { ToolPanels } from './tool-panels.js';

/** Provides the assistant: the bundled one, or the one that `ASSISTANT_MODULE` names. */
@Module({})
export class AgentModule {
  /** @param imports Modules that export a `ThreadStore`, a `TurnLedger` and a `PausedRunStore`. */
  static register({ imports = [] }: Pick<ModuleMetadata, 'imports'>): DynamicModule {
    return {
      module: AgentModule,
      imports: [McpModule, ...imports],
      providers: [
        { provide: GuardedModels, inject: [CONFIG], useFactory: guardedModels },
        { provide: ASSISTANT, inject: [CONFIG, GuardedModels], useFactory: provideAssistant },
        AssistantServer,
        AgentRuns,
        WorkflowRuns,
        ThreadTitles,
        ToolPanels,
        {
          provide: Approvals,
          inject: [CONFIG, ThreadStore, PausedRunStore, McpToolsRegistry],
          useFactory: (
            config: Config,
            store: ThreadStore,
            pausedRuns: PausedRunStore,
            registry: McpToolsRegistry,
          ) => approvalsFor(config, { store, pausedRuns }, registry),
        },
      ],
      exports: [AssistantServer],
    };
  }
}

/** @throws ConfigError when the operator's module cannot be used. */
async function provideAssistant(config: Config, models: GuardedModels): Promise<Assistant> {
  // Before the module is loaded: it may begin a run at once.
  if (config.assistantModule !== undefined) provideDefaultModels(models);
  const { assistant, warnings } = await loadAssistant(config);
  for (const { what, fix } of warnings) new Logger('Assistant').warn({ msg: `${what}; ${fix}` });
  return assistant;
}
