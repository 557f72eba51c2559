// In one process: to load the application takes longer than to ask it all of this.
import './actions.cases.js';
import './attachments.cases.js';
import './client-tools.cases.js';
import './feedback.cases.js';
import './items.cases.js';
import './library.cases.js';
import './messages.cases.js';
import './retry.cases.js';
import './structured-inputs.cases.js';
import './thread-changes.cases.js';
import './threads.cases.js';
import './transcription.cases.js';
