import { toIntent } from '../../src/agent/demo/demo-intents.js';
import type { Intent } from '../../src/agent/demo/demo-rules.js';
import { barMs } from '../support/bar.js';

const none = { ids: [], words: '' };
const by = (words: string) => ({ ids: [], words });
const ids = (...numbers: number[]) => ({ ids: numbers, words: '' });
const every = (kind: 'task' | 'pending' | 'completed') => ({ ...none, every: kind });
const add = (...titles: string[]): Intent => ({ kind: 'add', tasks: titles.map((title) => ({ title })) });
const list = (status: 'all' | 'pending' | 'completed'): Intent => ({ kind: 'list', status });

const sentences: [string, Intent][] = [
  // The page's start prompts.
  ['Add a task to buy groceries', add('Buy groceries')],
  ["What's on my list?", list('all')],
  ['What can you do?', { kind: 'help' }],
  // Adding.
  ['Add a task to buy groceries tomorrow', add('Buy groceries tomorrow')],
  ['Please add a task: call Dr. Müller', add('Call Dr. Müller')],
  ['Add task buy milk', add('Buy milk')],
  ['add a new todo called "Fix the bike"', add('Fix the bike')],
  ['create a task named Pay rent', add('Pay rent')],
  ['Could you add buy stamps to my list?', add('Buy stamps')],
  ['add milk and eggs to my list', add('Milk and eggs')],
  ['put dentist appointment on my to-do list', add('Dentist appointment')],
  ['remind me to call mum', add('Call mum')],
  ['Remind me tomorrow to water the plants', add('Water the plants tomorrow')],
  ['remind me about the meeting at 3pm', add('The meeting at 3pm')],
  ['new task: Renew passport', add('Renew passport')],
  ['todo: read chapter 4', add('Read chapter 4')],
  ['I need to buy a present for Anna', add('Buy a present for Anna')],
  ['I have to finish the report', add('Finish the report')],
  ['I must call the bank!', add('Call the bank')],
  ["don't let me forget to lock the door", add('Lock the door')],
  ['Don’t forget the keys', add('The keys')],
  ['remember to send the invoice', add('Send the invoice')],
  ['jot down: new shoes', add('New shoes')],
  ['hey, can you please add a task to book flights? thanks', add('Book flights')],
  ["I'd like to add a task to clean the kitchen", add('Clean the kitchen')],
  ['I want to add a task to learn Spanish', add('Learn Spanish')],
  ['add buy milk, call mum and pay rent', add('Buy milk', 'Call mum', 'Pay rent')],
  ['add tasks: milk, eggs', add('Milk', 'Eggs')],
  ['add these tasks:\n- wash car\n- mow lawn', add('Wash car', 'Mow lawn')],
  ['add apples; pears', add('Apples', 'Pears')],
  ['Add a task to buy milk, eggs and bread', add('Buy milk, eggs and bread')],
  ['add call Bob, the plumber, about the sink', add('Call Bob, the plumber, about the sink')],
  ['add write e-mail to Zoë (iPhone) ASAP', add('Write e-mail to Zoë (iPhone) ASAP')],
  [
    'add a task to pack with the note: two shirts',
    { kind: 'add', tasks: [{ title: 'Pack', description: 'two shirts' }] },
  ],
  ['add a task', { kind: 'add', tasks: [] }],
  // Listing.
  ["what's left?", list('pending')],
  ['what is left to do', list('pending')],
  ['show my tasks', list('all')],
  ['Show me my open tasks, please', list('pending')],
  ['what have I finished?', list('completed')],
  ['what did I do today?', list('completed')],
  ['show completed tasks', list('completed')],
  ['list everything', list('all')],
  ['my tasks', list('all')],
  ['todo list', list('all')],
  ['do I have anything left?', list('pending')],
  ['how many tasks do I have?', list('all')],
  ["what haven't I done yet?", list('pending')],
  ['What do I still have to do?', list('pending')],
  ['I want to see my tasks', list('all')],
  ['check my list', list('all')],
  ["what's next?", list('pending')],
  ['can you show me the list again?', list('all')],
  // Completing.
  ['mark groceries as done', { kind: 'complete', targets: by('groceries') }],
  ['mark 2 done', { kind: 'complete', targets: ids(2) }],
  ['I finished 2', { kind: 'complete', targets: ids(2) }],
  ["I've just finished the report", { kind: 'complete', targets: by('report') }],
  ['done with the report', { kind: 'complete', targets: by('report') }],
  ["I'm done with groceries", { kind: 'complete', targets: by('groceries') }],
  ['complete tasks 1 and 3', { kind: 'complete', targets: ids(1, 3) }],
  ['Complete #1, #2 & #3', { kind: 'complete', targets: ids(1, 2, 3) }],
  ['complete 2-4', { kind: 'complete', targets: ids(2, 3, 4) }],
  ['check off the milk task', { kind: 'complete', targets: by('milk') }],
  ['groceries are done', { kind: 'complete', targets: by('groceries') }],
  ['task 4 is finished', { kind: 'complete', targets: ids(4) }],
  ['mark everything as done', { kind: 'complete', targets: every('task') }],
  ['mark it as done', { kind: 'complete', targets: { ...none, isPronoun: true } }],
  ['done', { kind: 'complete', targets: none }],
  // Renaming and describing.
  ['rename 2 to Buy oat milk', { kind: 'rename', targets: ids(2), title: 'Buy oat milk' }],
  [
    'change groceries to buy vegetables',
    { kind: 'rename', targets: by('groceries'), title: 'Buy vegetables' },
  ],
  ['rename "talk to Bob" to "call Bob"', { kind: 'rename', targets: by('talk to Bob'), title: 'Call Bob' }],
  ['change the title of task 3 to Paint', { kind: 'rename', targets: ids(3), title: 'Paint' }],
  ['add a note to 3: ring twice', { kind: 'describe', targets: ids(3), description: 'ring twice' }],
  [
    'add a description to the milk task saying two litres',
    { kind: 'describe', targets: by('milk'), description: 'two litres' },
  ],
  // Deleting.
  ['delete 2', { kind: 'delete', targets: ids(2) }],
  ['remove the groceries task', { kind: 'delete', targets: by('groceries') }],
  ['remove milk from my list', { kind: 'delete', targets: by('milk') }],
  ['get rid of task 5', { kind: 'delete', targets: ids(5) }],
  ['delete the first one', { kind: 'delete', targets: { ...none, places: [1] } }],
  ['delete all finished tasks', { kind: 'delete', targets: every('completed') }],
  ['clear completed tasks', { kind: 'delete', targets: every('completed') }],
  ['delete everything that is done', { kind: 'delete', targets: every('completed') }],
  ['delete everything', { kind: 'delete', targets: every('task') }],
  ['clear my list', { kind: 'delete', targets: every('task') }],
  ['remove all of my tasks', { kind: 'delete', targets: every('task') }],
  ['cancel task 3', { kind: 'delete', targets: ids(3) }],
  ['I want to delete 7', { kind: 'delete', targets: ids(7) }],
  // Reopening.
  ['reopen 2', { kind: 'reopen', targets: ids(2) }],
  ['mark milk as not done', { kind: 'reopen', targets: by('milk') }],
  // Talk.
  ['hi', { kind: 'greeting' }],
  ['Hello there!', { kind: 'greeting' }],
  ['Good morning', { kind: 'greeting' }],
  ['thanks!', { kind: 'thanks' }],
  ['Thank you so much', { kind: 'thanks' }],
  ['ok', { kind: 'thanks' }],
  ['bye', { kind: 'goodbye' }],
  ['help', { kind: 'help' }],
  ['?', { kind: 'help' }],
  ['How does this work?', { kind: 'help' }],
  ['who are you', { kind: 'help' }],
];

/** Sentences that look like commands in part, and are none. */
const others = [
  'What is the weather like?',
  'What time is it?',
  'What is a list comprehension?',
  'What is the next train to Berlin?',
  'Do I have milk?',
  'Tell me a joke',
  'buy milk',
  'I love groceries',
  'I want to learn Spanish',
  'Is this thing on?',
  'You are finished with me, then',
  'the address of the task force',
  'cancel',
  'Which country has the longest coastline?',
  'all of them',
  '2 and 3',
  'never mind',
  '',
  '   ',
  '42',
  '<script>alert(1)</script>',
  "'); DROP TABLE tasks; --",
];

describe('toIntent', () => {
  it.each(sentences)('understands %j', (sentence, intent) => {
    expect(toIntent(sentence)).toEqual(intent);
  });

  it.each(others)('does not take %j for a command', (sentence) => {
    expect(toIntent(sentence).kind).toBe('unknown');
  });

  it.each([
    'a '.repeat(500_000),
    'add ' + ' '.repeat(500_000) + 'x',
    'to '.repeat(300_000),
    'add a note to ' + 'x: '.repeat(100_000),
    '\n,'.repeat(300_000),
  ])('stays fast for a very long text (%#)', (text) => {
    const start = performance.now();
    toIntent(text);
    expect(performance.now() - start).toBeLessThan(barMs(500));
  });
});
