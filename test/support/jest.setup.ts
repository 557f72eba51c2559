import 'reflect-metadata';
import './record-outbound.cjs';

const { RECORD_ANSWERS } = process.env;
if (RECORD_ANSWERS) {
  // Loaded only then: most suites have no need of a server.
  const { recordAnswers } = jest.requireActual<typeof import('./record-answers.js')>('./record-answers.js');
  recordAnswers(RECORD_ANSWERS);
}
