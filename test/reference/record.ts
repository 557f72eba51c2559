import { findPython } from './find-python.js';
import { recordReference } from './record-reference.js';

// Writes down what the reference does, for the tests that run without it.

const { versions, outcomes } = await recordReference(findPython(), 'test/reference');
const count = Object.keys(outcomes).length;
process.stdout.write(`${count} scenarios recorded from ${JSON.stringify(versions)}\n`);
