import { Agent, Runner, type AgentInputItem } from '@openai/agents';
import { DemoModel } from '../../src/agent/demo/demo.model.js';
import { startToolsApp, type ToolsApp } from '../mcp/tools-app.js';

const runner = new Runner({ tracingDisabled: true });
const user = (text: string): AgentInputItem => ({ type: 'message', role: 'user', content: text });
const assistant = (text: string): AgentInputItem => ({
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text }],
});

describe('a conversation with the demo model', () => {
  let app: ToolsApp;
  let people = 0;

  beforeAll(async () => {
    app = await startToolsApp();
  });
  afterAll(() => app.close());

  /** A person's thread: each turn is a run of the Agents SDK with the real task tools. */
  async function start() {
    const userId = `person-${++people}`;
    const tools = await app.connect(userId);
    const agent = new Agent({ name: 'Assistant', model: new DemoModel(), mcpServers: [tools] });
    const thread: AgentInputItem[] = [];
    const rows = async () => {
      const { tasks } = await app.tasks.list({ userId }, { limit: 100 });
      return tasks.map(
        ({ number, title, status }) => `${number} ${title}${status === 'completed' ? ' ✓' : ''}`,
      );
    };
    const say = async (text: string) => {
      thread.push(user(text));
      const run = await runner.run(agent, [...thread], { stream: true, maxTurns: 10 });
      let answer = '';
      const deltas: string[] = [];
      for await (const event of run) {
        if (event.type === 'raw_model_stream_event' && event.data.type === 'output_text_delta') {
          answer += event.data.delta;
          deltas.push(event.data.delta);
        }
      }
      expect(run.finalOutput).toBe(answer);
      thread.push(assistant(answer));
      return { answer, deltas };
    };
    const sayAll = async (...texts: string[]) => {
      let answer = '';
      for (const text of texts) ({ answer } = await say(text));
      return answer;
    };
    return { userId, thread, rows, say, sayAll };
  }

  it('adds a task with add_task and answers from its result (rows 21, 178)', async () => {
    const { say, rows } = await start();

    const { answer, deltas } = await say('Add a task to buy groceries');

    expect(answer).toMatch(/^Added “Buy groceries” \(#1\) to your list\./);
    expect(deltas.length).toBeGreaterThan(5);
    expect(await rows()).toEqual(['1 Buy groceries']);
  });

  it('says once per thread that it is the demo model, in the first answer', async () => {
    const { say } = await start();
    expect((await say("What's on my list?")).answer).toMatch(/list is empty.*offline demo model/s);
    expect((await say("What's on my list?")).answer).not.toMatch(/demo model/);
  });

  it('tells what it can do', async () => {
    const { say } = await start();
    expect((await say('What can you do?')).answer).toMatch(/Add a task to buy groceries.*Delete 2/s);
  });

  it('goes through a task’s whole life by title and by number (rows 155-159)', async () => {
    const { say, rows } = await start();

    await say('add Buy milk, call mum and write the report');
    expect(await rows()).toEqual(['1 Buy milk', '2 Call mum', '3 Write the report']);

    expect((await say('I finished the report')).answer).toBe('Done: “Write the report” (#3).');
    expect((await say("what's left?")).answer).toBe(
      'You have 2 tasks to do:\n\n- #1 Buy milk\n- #2 Call mum',
    );
    expect((await say('what have I finished?')).answer).toBe('You have finished:\n\n- #3 Write the report');
    expect((await say('rename 1 to Buy oat milk')).answer).toBe('It is called “Buy oat milk” (#1) now.');
    expect((await say('add a note to milk: two litres')).answer).toBe(
      'Added the note to “Buy oat milk” (#1).',
    );
    expect((await say('list everything')).answer).toMatch(
      /- #1 Buy oat milk – two litres\n- #2 Call mum\n\nDone:\n\n- #3/,
    );
    expect((await say('complete tasks 1 and 2')).answer).toMatch(/^Marked 2 tasks as done:/);
    expect((await say('the report is done')).answer).toBe('“Write the report” (#3) is done already.');
    expect((await say('remove the report task')).answer).toBe('Deleted “Write the report” (#3).');
    expect(await rows()).toEqual(['1 Buy oat milk ✓', '2 Call mum ✓']);
  });

  it('knows what "it" is after speaking of one task', async () => {
    const { sayAll, rows } = await start();
    await sayAll('remind me to call mum', 'mark it as done');
    expect(await rows()).toEqual(['1 Call mum ✓']);
    await sayAll('delete it');
    expect(await rows()).toEqual([]);
  });

  it('asks which when a title fits several tasks, and understands the answer', async () => {
    const { sayAll, rows } = await start();

    expect(await sayAll('add Buy milk; Buy milk powder; Buy bread', 'complete milk')).toBe(
      'Several tasks fit. Which should I mark as done?\n\n- #1 Buy milk\n- #2 Buy milk powder\n\nSay the numbers, “all of them”, or “never mind”.',
    );
    expect(await sayAll('the second one')).toBe('Done: “Buy milk powder” (#2).');
    expect(await sayAll('rename buy to Sell', 'the bread')).toBe('It is called “Sell” (#3) now.');
    expect(await rows()).toEqual(['1 Buy milk', '2 Buy milk powder ✓', '3 Sell']);
  });

  it.each([
    ['2 and 3', ['1 A']],
    ['all of them', []],
    ['yes, delete all of them', []],
    ['the first one', ['2 B ✓', '3 C']],
    ['first and last', ['2 B ✓']],
    ['all but 2', ['2 B ✓']],
    ['never mind', ['1 A', '2 B ✓', '3 C']],
    ['no', ['1 A', '2 B ✓', '3 C']],
    ['B', ['1 A', '3 C']],
    ['7', ['1 A', '2 B ✓', '3 C']],
    ['the yellow one', ['1 A', '2 B ✓', '3 C']],
    ['yes', ['1 A', '2 B ✓', '3 C']],
  ])('asks before it deletes everything, and does what "%s" means (row 158)', async (answer, left) => {
    const { sayAll, rows } = await start();
    const question = await sayAll('add a; b; c', 'complete 2', 'delete everything');
    expect(question).toMatch(/^You have 3 tasks\. Which should I delete\?\n\n- #1 A\n- #2 B\n- #3 C\n/);
    expect(await rows()).toEqual(['1 A', '2 B ✓', '3 C']);

    await sayAll(answer);

    expect(await rows()).toEqual(left);
  });

  it('asks again after an unclear answer, and keeps the question open', async () => {
    const { sayAll, rows } = await start();
    const again = await sayAll('add a; b', 'delete everything', 'hm, well');
    expect(again).toMatch(/not sure which you mean\. Which should I delete\?/);
    await sayAll('2');
    expect(await rows()).toEqual(['1 A']);
  });

  it('follows another wish in the place of an answer', async () => {
    const { sayAll, rows } = await start();
    await sayAll('add a; b', 'delete everything', 'add a task to water plants');
    expect(await rows()).toEqual(['1 A', '2 B', '3 Water plants']);
    await sayAll('all of them');
    expect(await rows()).toHaveLength(3);
  });

  it('does not take another deed’s "everything" for an answer', async () => {
    const { sayAll, rows } = await start();
    expect(await sayAll('add a; b', 'done', 'delete everything')).toMatch(/Which should I delete\?/);
    expect(await rows()).toEqual(['1 A', '2 B']);
    await sayAll('done', 'complete everything');
    expect(await rows()).toEqual(['1 A ✓', '2 B ✓']);
  });

  it('asks about finished tasks only when those are to be deleted', async () => {
    const { sayAll, rows } = await start();
    expect(await sayAll('add a; b; c', 'delete all finished tasks')).toBe(
      'You have not finished a task yet.',
    );
    expect(await sayAll('complete 1 and 3', 'delete all finished tasks')).toMatch(
      /^You have 2 finished tasks\. Which should I delete\?\n\n- #1 A\n- #3 C\n/,
    );
    await sayAll('all of them');
    expect(await rows()).toEqual(['2 B']);
  });

  it('explains what it could not do, and does the rest', async () => {
    const { sayAll, rows } = await start();
    expect(await sayAll('add a', 'complete 1 and 9')).toBe(
      'Done: “A” (#1).\n\nThere is no task #9. “Show my tasks” lists them with their numbers.',
    );
    expect(await sayAll('delete the piano')).toMatch(/^I found no task like “piano”/);
    expect(await sayAll(`add a task to ${'x'.repeat(300)}`)).toMatch(/up to 200 characters/);
    expect(await rows()).toEqual(['1 A ✓']);
  });

  it('takes what follows "add a task" as the task', async () => {
    const { sayAll, rows } = await start();
    expect(await sayAll('add a task')).toMatch(/What should the task say\?/);
    await sayAll('water the plants');
    expect(await rows()).toEqual(['1 Water the plants']);
  });

  it('offers a way on when it does not understand', async () => {
    const { sayAll } = await start();
    expect(await sayAll('hi', 'water the plants')).toMatch(/say “add water the plants”/);
  });

  it('stores the person’s words as they are, whatever they hold (T10, H3)', async () => {
    const { sayAll, rows } = await start();
    await sayAll("add a task to '); DROP TABLE tasks; -- 👩‍👩‍👧 <b>", 'add a task to \uD800\0x');
    expect(await rows()).toEqual(["1 '); DROP TABLE tasks; -- 👩‍👩‍👧 <b>", '2 \uFFFD\uFFFDx']);
  });

  it('never touches another person’s list (row 21)', async () => {
    const [alice, bob] = [await start(), await start()];
    await alice.sayAll('add a; b');
    await bob.sayAll('delete 1', 'complete everything', 'delete everything', 'all of them');
    expect(await alice.rows()).toEqual(['1 A', '2 B']);
    await alice.sayAll('delete 1');
    expect(await alice.rows()).toEqual(['2 B']);
  });

  it('reads lists of several pages to the end (row 156)', async () => {
    const { userId, say } = await start();
    for (let n = 0; n < 205; n++) await app.tasks.add({ userId }, { title: `task ${n}` });
    expect((await say('complete task 204')).answer).toMatch(/Done: “task 203” \(#204\)/);
    expect((await say('mark "task 202" as done')).answer).toMatch(/Done: “task 202” \(#203\)/);
    expect((await say('show my tasks')).answer).toMatch(/… and 153 more\./);
  });

  it('passes over the notes that the application adds to the input', async () => {
    const { thread, say, rows } = await start();
    await say('add a');
    thread.push(user('The user was shown that this was done:\n<Task>\nadd_task\n</Task>'));
    await say('mark it as done');
    expect(await rows()).toEqual(['1 A ✓']);
  });
});
