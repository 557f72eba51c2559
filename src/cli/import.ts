import { importConversations } from './import/command.js';
import { usage } from './import/options.js';

// `npm run import -- …`: brings conversations of another server into this one's database.

const args = process.argv.slice(2);
if (args.includes('--help')) console.log(usage);
else process.exitCode = await importConversations(args);
