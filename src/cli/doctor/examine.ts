import { ConfigError, type Config } from '../../config.js';
import { listBundledTools } from './bundled-tools.js';
import { checkAssistant } from './assistant.js';
import { checkClock } from './clock.js';
import { checkDatabase } from './database.js';
import type { Finding } from './finding.js';
import { checkMcp, checkOutsideServers } from './mcp.js';
import { checkModel } from './model.js';
import { checkDomainKey, checkOrigins } from './origins.js';
import { checkPort } from './port.js';
import { checkSettings, settingsFaults } from './settings.js';

/**
 * Everything that the server needs, looked at without starting or changing it.
 * @param readConfig Reads the settings. When they cannot be used, nothing else is looked at.
 */
export async function examine(readConfig: () => Config): Promise<Finding[]> {
  let config: Config;
  try {
    config = readConfig();
  } catch (error) {
    if (error instanceof ConfigError) return settingsFaults(error);
    throw error;
  }
  const [model, port, mcp, outside] = await Promise.all([
    checkModel(config),
    checkPort(config),
    checkMcp(() => listBundledTools(config)),
    checkOutsideServers(config.mcp.servers),
  ]);
  const assistant = await checkAssistant(config);
  const database = await checkDatabase(config, port.running);
  return [
    ...checkSettings(config),
    ...model.findings,
    ...assistant,
    ...database.findings,
    ...mcp,
    ...outside,
    ...checkOrigins(config),
    ...checkDomainKey(config),
    ...checkClock([...model.clocks, ...database.clocks]),
    ...port.findings,
  ];
}
