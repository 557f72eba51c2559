import { turnEndingsContract } from './turn-endings.contract.js';
import { turnEventsContract } from './turn-events.contract.js';
import { turnMessagesContract } from './turn-messages.contract.js';
import { turnScene } from './turn-scene.js';

/**
 * What a turn does, from a request to rows, whatever database is underneath.
 * @param settings The environment that names the database.
 */
export function turnsContract(settings: () => Promise<Record<string, string>>): void {
  const scene = turnScene(settings);
  turnEventsContract(scene);
  turnEndingsContract(scene);
  turnMessagesContract(scene);
}
