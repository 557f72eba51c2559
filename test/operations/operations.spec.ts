import { closeSharedApp } from '../support/shared-app.js';

// In one process: to load the application takes longer than to ask it all of this. Those with an application of their
// own come first, for there must never be two at once.
import './attachments.cases.js';
import './threads.cases.js';

import './library.cases.js';

import './actions.cases.js';
import './client-tools.cases.js';
import './feedback.cases.js';
import './items.cases.js';
import './messages.cases.js';
import './retry.cases.js';
import './structured-inputs.cases.js';
import './thread-changes.cases.js';
import './transcription.cases.js';

afterAll(closeSharedApp);
