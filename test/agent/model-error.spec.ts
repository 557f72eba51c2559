import { toModelError } from '../../src/agent/model-error.js';

describe('what is kept of a provider’s failure', () => {
  it.each([
    [{ name: 'Error', status: 401, code: 'invalid_api_key' }, 'Error 401 invalid_api_key'],
    [{ name: 'Error', code: 'ECONNRESET' }, 'Error ECONNRESET'],
    [{ name: 'Error', status: 400, code: 'sk-planted' }, 'Error 400'],
    [{ name: 'Error', status: 400, code: 'key sk_planted was refused' }, 'Error 400'],
    [{ message: 'sk-planted' }, 'unknown'],
    [undefined, 'unknown'],
  ])('is its name, its status, and a code that is a word (%#)', (error, facts) => {
    const { message, cause } = toModelError(error);
    expect(message).toBe('The assistant could not answer just now. Please try again.');
    expect((cause as Error).message).toBe(facts);
  });
});
