import { toIds, toPlaces } from './demo-targets.js';

// The model keeps nothing between turns: a question that it asked is read back from the text of its own answer.

/** A task as far as the demo model needs it. */
export interface ListedTask {
  task_id: number;
  title: string;
  description?: string;
  status: 'pending' | 'completed';
}

/** What is to be done with the tasks that a person chooses. */
export type Deed =
  | { kind: 'complete' | 'delete' }
  | { kind: 'rename'; title: string }
  | { kind: 'describe'; description: string };

/** What was asked: which of these tasks is to have that done. */
export interface Question {
  deed: Deed;
  candidates: ListedTask[];
}

/** What a person answers to a question. */
export type Choice = { kind: 'ids'; ids: number[] } | { kind: 'none' } | { kind: 'unclear' };

const maxCandidates = 30;

/** One line per task, as every list shows it. */
export function taskLines(tasks: readonly ListedTask[]): string {
  return tasks.map(taskLine).join('\n');
}

function taskLine({ task_id, title, description }: ListedTask): string {
  return `- #${task_id} ${oneLine(title)}${description ? ` – ${oneLine(description)}` : ''}`;
}

/** A line break in a title must not look like the end of a line of ours. */
const oneLine = (text: string) => text.replaceAll(/\s*[\n\r\u2028\u2029]\s*/g, ' ');

/** @param opening A sentence before the question, such as `Several tasks fit.` */
export function askWhich(opening: string, { deed, candidates }: Question): string {
  const shown = candidates.slice(0, maxCandidates);
  const more = candidates.length - shown.length;
  const lines = [
    `${opening} Which should I ${deedInWords(deed)}?`,
    '',
    taskLines(shown),
    ...(more > 0 ? [`… and ${more} more that are not shown.`] : []),
    '',
    `Say the numbers, ${candidates.length > 1 ? '“all of them”, ' : ''}or “never mind”.`,
  ];
  return lines.join('\n');
}

function deedInWords(deed: Deed): string {
  switch (deed.kind) {
    case 'complete':
      return 'mark as done';
    case 'delete':
      return 'delete';
    case 'rename':
      return `rename to “${oneLine(deed.title)}”`;
    case 'describe':
      return `give the note “${oneLine(deed.description)}”`;
  }
}

/** The question that an answer of the demo model ends with, if it ends with one. */
export function readQuestion(answer: string): Question | undefined {
  const asked =
    /^(?!- #)(?:.* )?Which should I (mark as done|delete|rename to “(.+)”|give the note “(.+)”)\?$/m.exec(
      answer,
    );
  if (!asked) return undefined;
  const candidates = [...answer.slice(asked.index).matchAll(/^- #(\d+) (.+)$/gm)].map(([, id, title]) => ({
    task_id: Number(id),
    title: title!,
    status: 'pending' as const,
  }));
  return candidates.length ? { deed: toDeed(asked), candidates } : undefined;
}

function toDeed([, words, title, description]: RegExpExecArray): Deed {
  if (title !== undefined) return { kind: 'rename', title };
  if (description !== undefined) return { kind: 'describe', description };
  return { kind: words === 'delete' ? 'delete' : 'complete' };
}

const none =
  /^(?:no|nope|none|none of (?:them|these|those)|nothing|never ?mind|nevermind|cancel|stop|forget (?:it|about it|that)|don['’]?t|do not|skip(?: it)?|leave (?:it|them)(?: alone)?|keep (?:it|them|all of them|everything))(?:[,.!\s].*)?$/i;
const everything =
  /^(?:(?:yes|yeah|yep|ok|okay|sure)[,.!]?\s+)?(?:(delete|remove|complete|finish|mark|rename|do)\s+)?(?:all|all of (?:them|these|those|it)|them all|both|both of them|every(?: single)? one|everything|the lot|all (?:two|three|four|five|\d+)(?: of them)?)$/i;
/** The verbs that a person may repeat; with another one, the sentence is no answer but a new wish. */
const verbs: Record<Deed['kind'], string[]> = {
  complete: ['complete', 'finish', 'mark', 'do'],
  delete: ['delete', 'remove', 'do'],
  rename: ['rename', 'do'],
  describe: ['do'],
};
const yes = /^(?:yes|yeah|yep|ok|okay|sure|do it|go ahead|please do|yes please|yes,? do (?:it|that))$/i;
const allBut = /^(?:all(?: of them)?|everything)\s*,?\s+(?:but|except(?: for)?|apart from|besides)\s+(.+)$/i;

/** What an answer chooses among a question's candidates. A bare "yes" is enough when there is just one. */
export function toChoice(answer: string, { deed, candidates }: Question): Choice {
  const text = answer
    .slice(0, 500)
    .trim()
    .replace(/[.!?\s]+$/, '')
    .replace(/[,]?\s+(?:please|thanks|thank you)$/i, '');
  if (none.test(text)) return { kind: 'none' };
  const allIds = candidates.map(({ task_id }) => task_id);
  const every = everything.exec(text);
  const isEvery = every && (!every[1] || verbs[deed.kind].includes(every[1].toLowerCase()));
  if (isEvery || (candidates.length === 1 && yes.test(text))) return { kind: 'ids', ids: allIds };

  const kept = allBut.exec(text)?.[1];
  const chosen = pick(kept ?? text.replace(/^(?:just|only|yes,?)\s+/i, ''), allIds);
  if (!chosen.length) return { kind: 'unclear' };
  return { kind: 'ids', ids: kept === undefined ? chosen : allIds.filter((id) => !chosen.includes(id)) };
}

/** Numbers are the tasks' own; places count down the list that was shown. */
function pick(text: string, ids: readonly number[]): number[] {
  const numbers = toIds(text);
  if (numbers.length) return numbers.every((number) => ids.includes(number)) ? numbers : [];
  const places = toPlaces(text).map((place) => (place === -1 ? ids.at(-1) : ids[place - 1]));
  return places.filter((id) => id !== undefined);
}
