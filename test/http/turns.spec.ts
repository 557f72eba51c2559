import { turnsContract } from '../support/turns.contract.js';

describe('on the embedded database', () => turnsContract(async () => ({})));
