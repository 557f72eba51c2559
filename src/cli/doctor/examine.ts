import { ConfigError, type Config } from '../../config.js';
import { checkAttachments } from './attachments.js';
import { listBundledTools } from './bundled-tools.js';
import { checkAssistant } from './assistant.js';
import { checkClock } from './clock.js';
import { checkDatabase } from './database.js';
import { failure, type Finding } from './finding.js';
import { checkIssuers } from './issuers.js';
import { checkMcp, checkOutsideServers } from './mcp.js';
import { checkModel } from './model.js';
import { checkDomainKey, checkOrigins } from './origins.js';
import { checkPort } from './port.js';
import { checkSettings, settingsFaults } from './settings.js';
import { checkTls } from './tls.js';
import { checkToken } from './token.js';

/**
 * Everything that the server needs, looked at without starting or changing it.
 * @param readConfig Reads the settings. When they cannot be used, nothing else is looked at.
 */
export async function examine(readConfig: () => Config): Promise<Finding[]> {
  const config = settingsOrFaults(readConfig);
  if (Array.isArray(config)) return config;
  const [model, port, mcp, outside, issuers] = await Promise.all([
    checkModel(config),
    checkPort(config),
    checkMcp(() => listBundledTools(config)),
    checkOutsideServers(config.mcp.servers),
    checkIssuers(config),
  ]);
  const assistant = await checkAssistant(config);
  const database = await checkDatabase(config, port.running);
  return [
    ...checkSettings(config),
    ...model.findings,
    ...assistant,
    ...database.findings,
    ...(await checkAttachments(config)),
    ...mcp,
    ...outside,
    ...issuers,
    ...checkOrigins(config),
    ...checkDomainKey(config),
    ...checkTls(config),
    ...checkClock([...model.clocks, ...database.clocks]),
    ...port.findings,
  ];
}

/** The issuers, and a token check by check. */
export async function examineToken(readConfig: () => Config, token: string): Promise<Finding[]> {
  const config = settingsOrFaults(readConfig);
  if (Array.isArray(config)) return config;
  const withoutScheme = token.trim().replace(/^bearer +/i, '');
  if (!withoutScheme) {
    return [
      failure('token', 'no token was given', 'write it behind --token, or give it to --token - as input'),
    ];
  }
  const issuers = await checkIssuers(config);
  return [...issuers, ...(await checkToken(config, withoutScheme))];
}

function settingsOrFaults(readConfig: () => Config): Config | Finding[] {
  try {
    return readConfig();
  } catch (error) {
    if (error instanceof ConfigError) return settingsFaults(error);
    throw error;
  }
}
