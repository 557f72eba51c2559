import { loadAssistant } from '../../agent/assistants/assistant-module.js';
import { ConfigError, type Config } from '../../config.js';
import { ok, warning, type Finding } from './finding.js';
import { settingsFaults } from './settings.js';

const name = 'assistant';

/** Loads the operator's own assistant, if there is one, as a start would. */
export async function checkAssistant(config: Pick<Config, 'assistantModule' | 'model'>): Promise<Finding[]> {
  if (config.assistantModule === undefined) return [ok(name, 'the bundled one')];
  try {
    const { assistant, warnings } = await loadAssistant(config);
    const kind = 'workflow' in assistant ? 'a workflow' : 'an agent';
    return [
      ok(name, `${config.assistantModule} gives ${kind}`),
      ...warnings.map(({ what, fix }) => warning(name, what, fix)),
    ];
  } catch (error) {
    if (error instanceof ConfigError) return settingsFaults(error);
    throw error;
  }
}
