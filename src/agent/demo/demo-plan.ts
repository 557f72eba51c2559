import { toObject, type Conversation, type ToolCall } from './demo-conversation.js';
import { toIntent } from './demo-intents.js';
import { resolveTargets } from './demo-matching.js';
import {
  askWhich,
  readQuestion,
  toChoice,
  type Deed,
  type ListedTask,
  type Question,
} from './demo-question.js';
import * as replies from './demo-replies.js';
import type { Intent } from './demo-rules.js';
import type { Targets } from './demo-targets.js';
import { toNewTask } from './demo-titles.js';

/** What the model does next: calls to make all at once, or its answer. */
export type Step =
  { kind: 'call'; calls: { name: string; args: Record<string, unknown> }[] } | { kind: 'say'; text: string };

const pageSize = 200;
/** Lists are read up to here: a run has only so many model calls. */
const maxPages = 5;
const maxDeeds = 50;

const say = (text: string): Step => ({ kind: 'say', text });

/**
 * The next step of a turn, from the conversation alone: with each model call it is thought through from the
 * start, and what was called already is not called again.
 */
export function nextStep(conversation: Conversation): Step {
  const { files, said } = conversation;
  if (files.length === 0) return stepFromWords(conversation);
  const isAboutTasks = toIntent(said).kind !== 'unknown' || readQuestion(conversation.previousAnswer);
  const step = isAboutTasks ? stepFromWords(conversation) : say('');
  if (step.kind === 'call') return step;
  return say([replies.received(files), step.text].filter(Boolean).join('\n\n'));
}

function stepFromWords(conversation: Conversation): Step {
  const question = readQuestion(conversation.previousAnswer);
  return question
    ? stepAfterQuestion(question, conversation)
    : stepFor(toIntent(conversation.said), conversation);
}

function stepAfterQuestion(question: Question, conversation: Conversation): Step {
  const choice = toChoice(conversation.said, question);
  if (choice.kind === 'none') return say(replies.leftAlone);
  if (choice.kind === 'ids') return act(question.deed, choice.ids, conversation);

  const intent = toIntent(conversation.said);
  if (intent.kind !== 'unknown') return stepFor(intent, conversation);
  const named = resolveTargets({ ids: [], words: intent.text }, question.candidates);
  if (named.kind === 'found') return act(question.deed, named.ids, conversation);
  const candidates = named.kind === 'ambiguous' ? named.candidates : question.candidates;
  return say(askWhich('I am not sure which you mean.', { ...question, candidates }));
}

function stepFor(intent: Intent, conversation: Conversation): Step {
  switch (intent.kind) {
    case 'add':
      return addTasks(intent.tasks, conversation);
    case 'list':
      return listTasks(intent.status, conversation);
    case 'complete':
    case 'delete':
      return find({ kind: intent.kind }, intent.targets, conversation);
    case 'rename':
      return find({ kind: 'rename', title: intent.title }, intent.targets, conversation);
    case 'describe':
      return find({ kind: 'describe', description: intent.description }, intent.targets, conversation);
    case 'reopen':
      return say(replies.cannotReopen);
    case 'unknown':
      // An answer to "What should the task say?".
      return conversation.previousAnswer.includes(replies.whatToAdd) && intent.text
        ? addTasks([toNewTask(intent.text)], conversation)
        : say(replies.notUnderstood(intent.text));
    case 'greeting':
    case 'thanks':
    case 'goodbye':
    case 'help':
      return say(replies[intent.kind]);
  }
}

function addTasks(tasks: { title: string; description?: string }[], { calls }: Conversation): Step {
  if (!tasks.length) return say(replies.whatToAdd);
  const made = calls.filter(({ name }) => name === 'add_task');
  if (made.length) return say(replies.added(made.map(toOutcome)));
  return {
    kind: 'call',
    calls: tasks.slice(0, maxDeeds).map((args) => ({ name: 'add_task', args: { ...args } })),
  };
}

function listTasks(status: 'all' | 'pending' | 'completed', conversation: Conversation): Step {
  const reading = readList(conversation, { status });
  return 'kind' in reading ? reading : say(replies.listed(status, reading));
}

/** Finds the tasks that are meant, asks when that is not clear, and does the deed. */
function find(deed: Deed, targets: Targets, conversation: Conversation): Step {
  const ids = targets.isPronoun ? spokenOf(conversation.previousAnswer) : targets.ids;
  if (ids.length) return act(deed, ids, conversation);

  const reading = readList(conversation, { status: 'all' });
  if ('kind' in reading) return reading;
  const { tasks } = reading;
  if (!tasks.length) return say(replies.emptyList);
  const open = tasks.filter(({ status }) => status === 'pending');
  if (targets.every) return actOnEvery(deed, targets.every, tasks, conversation);
  if (!targets.words && !targets.places) {
    return ask('', deed, deed.kind === 'complete' ? open : tasks);
  }
  const among = deed.kind === 'complete' ? open : tasks;
  const meant = resolveTargets(targets, among);
  if (meant.kind === 'found') return act(deed, meant.ids, conversation);
  if (meant.kind === 'ambiguous') return ask('Several tasks fit.', deed, meant.candidates);
  const elsewhere = resolveTargets(targets, tasks);
  const doneBefore = elsewhere.kind === 'found' && tasks.find(({ task_id }) => task_id === elsewhere.ids[0]);
  return say(doneBefore ? replies.alreadyDone(doneBefore) : replies.notFound(meant.words));
}

function ask(opening: string, deed: Deed, candidates: ListedTask[]): Step {
  if (!candidates.length) return say(replies.listed('pending', { tasks: [], total: 0 }));
  return say(askWhich(opening, { deed, candidates }).trimStart());
}

/** Completing everything is done at once; deleting several is asked about first. */
function actOnEvery(
  deed: Deed,
  every: 'task' | 'pending' | 'completed',
  tasks: ListedTask[],
  conversation: Conversation,
): Step {
  const status = deed.kind === 'complete' ? 'pending' : every;
  const meant = tasks.filter((task) => status === 'task' || task.status === status);
  if (!meant.length) return say(replies.listed(status === 'task' ? 'all' : status, { tasks: [], total: 0 }));
  if (deed.kind === 'complete')
    return act(
      deed,
      meant.map(({ task_id }) => task_id),
      conversation,
    );
  const kind = { task: '', pending: 'open ', completed: 'finished ' }[every];
  return ask(`You have ${meant.length} ${kind}${meant.length === 1 ? 'task' : 'tasks'}.`, deed, meant);
}

function act(deed: Deed, ids: readonly number[], { calls }: Conversation): Step {
  const tool = {
    complete: 'complete_task',
    delete: 'delete_task',
    rename: 'update_task',
    describe: 'update_task',
  }[deed.kind];
  const made = calls.filter(({ name }) => name === tool);
  if (made.length) return say(replies.acted(deed, made.map(toOutcome)));
  const { kind: _, ...changes } = deed;
  return {
    kind: 'call',
    calls: ids.slice(0, maxDeeds).map((task_id) => ({ name: tool, args: { task_id, ...changes } })),
  };
}

/** The list as the turn's calls have read it, or the call that reads on. */
function readList({ calls }: Conversation, args: { status: string }): Step | replies.TaskListing {
  const pages = calls.filter(({ name }) => name === 'list_tasks').map(toPage);
  const last = pages.at(-1);
  if (last && !last.tasks) return say(replies.acted({ kind: 'complete' }, [{ fault: last.fault }]));
  if (!last || (last.after !== undefined && pages.length < maxPages)) {
    const after = last?.after;
    return {
      kind: 'call',
      calls: [{ name: 'list_tasks', args: { ...args, limit: pageSize, ...(after && { after }) } }],
    };
  }
  return { tasks: pages.flatMap(({ tasks }) => tasks ?? []), total: last.total };
}

function toPage({ output }: ToolCall) {
  const { tasks, total, after } = toObject(output) as {
    tasks?: ListedTask[];
    total?: number;
    after?: number;
  };
  const isPage = Array.isArray(tasks);
  return { tasks: isPage ? tasks : undefined, total: total ?? 0, after, fault: output ?? '' };
}

function toOutcome({ output }: ToolCall): replies.Outcome {
  const { task_id, title } = toObject(output);
  return typeof task_id === 'number' && typeof title === 'string'
    ? { task_id, title }
    : { fault: output ?? '' };
}

/** The task that an answer was about, when it was about one. */
function spokenOf(answer: string): number[] {
  const ids = new Set([...answer.matchAll(/#(\d+)/g)].map(([, id]) => Number(id)));
  return ids.size === 1 ? [...ids] : [];
}
