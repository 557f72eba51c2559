// A process of its own with the embedded database: opens the directory that it is given and adds threads, one
// line of output for each that is acknowledged, until it is killed. Says `refused <message>` when it may not.
import 'reflect-metadata';
import { openDatabase } from '../../dist/src/database/open-database.js';
import { TypeOrmThreadStore } from '../../dist/src/threads/typeorm-thread.store.js';

// Says `loaded` before it opens anything, so that the opening can be timed alone.

const [dataDir] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${line}\n`);

say('loaded');
try {
  const { dataSource } = await openDatabase({ dataDir });
  say('opened');
  const store = new TypeOrmThreadStore(dataSource);
  for (let number = 0; ; number++) {
    const id = `thr_${process.pid}_${number}`;
    const created_at = new Date().toISOString();
    await store.saveThread({ id, created_at, status: { type: 'active' }, metadata: {} }, { userId: 'alice' });
    say(id);
  }
} catch (error) {
  say(`refused ${error.message}`);
  process.exit(1);
}
