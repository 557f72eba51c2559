import { doctor } from './doctor/command.js';

// `npm run doctor`: what stands between these settings and a server that works, and how to mend it. Ends with 1
// when something does. With `-- --json`, prints the same as JSON.

process.exitCode = await doctor(process.argv.slice(2));
