import { turnsContract } from '../support/turns.contract.js';

describe('on the embedded database (rows 57, 80)', () => turnsContract(async () => ({})));
