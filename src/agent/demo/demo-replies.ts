import { taskLines, type Deed, type ListedTask } from './demo-question.js';

// The wording of the demo model's answers. A task is always named with its number, so that the next sentence
// can be about it.

/** What a tool said about one call: the task it worked on, or why it did not. */
export type Outcome = { task_id: number; title: string } | { fault: string };

export const introduction = 'I’m this server’s offline demo model: fixed rules, no AI.';

export const help = `I keep your task list. For example:

- “Add a task to buy groceries”, or several: “add milk, eggs and bread”
- “What’s on my list?”, “what’s left?”, “what have I finished?”
- “Mark groceries as done”, or by number: “complete 1 and 3”
- “Rename 2 to Buy oat milk”, “add a note to 2: two litres”
- “Delete 2”, “delete all finished tasks”`;

export const greeting = 'Hello! I keep your task list. Tell me what to add, or ask “What’s on my list?”.';
export const thanks = 'You’re welcome!';
export const goodbye = 'Goodbye! Your list is kept for you.';
export const leftAlone = 'All right, I left everything as it is.';
export const leftTheRest = 'I left the rest as it is.';
export const notAllowed = 'This server does not allow that. I left everything as it is.';
export const whatToAdd = 'What should the task say?';
export const noTools = 'The task tools are not connected here, so I cannot reach your list.';
export const cannotReopen = 'I cannot mark a finished task as open again. You can add it once more.';
export const emptyList =
  'Your list is empty. Tell me what to add, for example “Add a task to buy groceries”.';

const maxListed = 50;
const maxQuoted = 60;

/** Said ahead of whatever the words that came with them ask for. */
export function received(files: readonly string[]): string {
  const looking = 'I can’t look inside: that takes a model.';
  return files.length === 1
    ? `I got your file: ${files[0]}. ${looking}`
    : `I got your ${files.length} files: ${files.join(', ')}. ${looking}`;
}

export function notUnderstood(text: string): string {
  const start = 'I did not understand that: I only know sentences about your task list.';
  const isShort = text !== '' && text.length <= maxQuoted && !text.includes('\n');
  return isShort
    ? `${start} If “${text}” is something to do, say “add ${text}”. “Help” shows what else I can do.`
    : `${start} “Help” shows what I can do.`;
}

export function added(outcomes: readonly Outcome[]): string {
  return tell(
    outcomes,
    (task) => `Added ${named(task)} to your list.`,
    (count) => `Added ${count} tasks:`,
  );
}

export function acted({ kind }: Deed, outcomes: readonly Outcome[]): string {
  switch (kind) {
    case 'complete':
      return tell(
        outcomes,
        (task) => `Done: ${named(task)}.`,
        (count) => `Marked ${count} tasks as done:`,
      );
    case 'delete':
      return tell(
        outcomes,
        (task) => `Deleted ${named(task)}.`,
        (count) => `Deleted ${count} tasks:`,
      );
    case 'rename':
      return tell(
        outcomes,
        (task) => `It is called ${named(task)} now.`,
        (count) => `Renamed ${count} tasks:`,
      );
    case 'describe':
      return tell(
        outcomes,
        (task) => `Added the note to ${named(task)}.`,
        (count) => `Added the note to ${count} tasks:`,
      );
  }
}

/** What worked comes first, as one sentence or as a list; then, once each, what did not. */
function tell(
  outcomes: readonly Outcome[],
  one: (task: ListedTask) => string,
  several: (count: number) => string,
): string {
  const tasks = outcomes.flatMap((outcome) =>
    'fault' in outcome ? [] : [{ ...outcome, status: 'pending' as const }],
  );
  const faults = outcomes.flatMap((outcome) => ('fault' in outcome ? [toPeople(outcome.fault)] : []));
  const [only, ...others] = tasks;
  const success = only && (others.length ? `${several(tasks.length)}\n\n${taskLines(tasks)}` : one(only));
  const rest = faults.map((fault) => (success && fault === leftAlone ? leftTheRest : fault));
  return [...(success ? [success] : []), ...new Set(rest)].join('\n\n');
}

function named({ task_id, title }: ListedTask): string {
  return `“${title}” (#${task_id})`;
}

/** Tools tell models how to mend a call; a person is told what was wrong with the wish. */
function toPeople(fault: string): string {
  const missing = /there is no task (\d+)/.exec(fault);
  if (missing) return `There is no task #${missing[1]}. “Show my tasks” lists them with their numbers.`;
  if (fault.startsWith('The user was asked and rejected')) return leftAlone;
  if (fault.startsWith('The operator of this server does not allow')) return notAllowed;
  if (/\btitle: /.test(fault)) return 'A task’s title can have up to 200 characters. Please say it shorter.';
  if (/\bdescription: /.test(fault))
    return 'A task’s note can have up to 2000 characters. Please say it shorter.';
  if (/\btask_id: /.test(fault)) return 'That number is none of your tasks’. “Show my tasks” lists them.';
  return 'That did not work just now. Please try again in a moment.';
}

export interface TaskListing {
  tasks: ListedTask[];
  total: number;
}

export function listed(status: 'all' | 'pending' | 'completed', { tasks, total }: TaskListing): string {
  if (total === 0) return nothingListed(status);
  const pending = tasks.filter((task) => task.status === 'pending');
  const completed = tasks.filter((task) => task.status === 'completed');
  const parts = [
    pending.length ? `You have ${count(pending.length)} to do:\n\n${shortened(pending)}` : '',
    status === 'all' && !pending.length ? 'Everything on your list is done.' : '',
    completed.length ? `${status === 'all' ? 'Done' : 'You have finished'}:\n\n${shortened(completed)}` : '',
    total > tasks.length ? `Your list goes on: it has ${total} such tasks in all.` : '',
  ];
  return parts.filter(Boolean).join('\n\n');
}

function nothingListed(status: 'all' | 'pending' | 'completed'): string {
  if (status === 'pending') return 'Nothing is left to do.';
  return status === 'completed' ? 'You have not finished a task yet.' : emptyList;
}

function shortened(tasks: readonly ListedTask[]): string {
  const more = tasks.length - maxListed;
  return taskLines(tasks.slice(0, maxListed)) + (more > 0 ? `\n… and ${more} more.` : '');
}

const count = (tasks: number) => (tasks === 1 ? 'one task' : `${tasks} tasks`);

export function notFound(words: string): string {
  return `I found no task ${words === 'at that place' ? words : `like “${words}”`}. “Show my tasks” lists them with their numbers.`;
}

export function alreadyDone({ task_id, title }: ListedTask): string {
  return `“${title}” (#${task_id}) is done already.`;
}
