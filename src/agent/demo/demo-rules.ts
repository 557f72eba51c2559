// The sentences that the demo model understands, as patterns in the order in which they are tried.

import { toTargets, type Targets } from './demo-targets.js';
import { toNewTask, toNewTasks, toTitle, unquote, type NewTaskText } from './demo-titles.js';

/** What a person wants, as far as the demo model understands it. */
export type Intent =
  | { kind: 'add'; tasks: NewTaskText[] }
  | { kind: 'list'; status: 'all' | 'pending' | 'completed' }
  | { kind: 'complete' | 'delete' | 'reopen'; targets: Targets }
  | { kind: 'rename'; targets: Targets; title: string }
  | { kind: 'describe'; targets: Targets; description: string }
  | { kind: 'greeting' | 'thanks' | 'goodbye' | 'help' }
  /** `text` is the sentence without its politeness. */
  | { kind: 'unknown'; text: string };

/** A pattern, and what its groups mean. */
export type Rule = [RegExp, (...groups: string[]) => Intent | undefined];

const noun = '(?:tasks?|to-?dos?|items?|reminders?|entry|entries)';
const list =
  '(?:(?:my|the|our|this|your)\\s+)?(?:(?:to-?do|task|shopping|grocery)\\s*)?(?:list|tasks|to-?dos?)';
const done = '(?:done|finished|completed?)';
const ofTitle = '(?:\\s+(?:called|named|titled|saying|that says|to|for|of|about))?\\s*[:\\-–]?\\s+';
const rule = (pattern: string, intent: Rule[1]): Rule => [new RegExp(pattern, 'is'), intent];
const named =
  (kind: 'complete' | 'delete' | 'reopen') =>
  (phrase?: string): Intent => ({
    kind,
    targets: toTargets(phrase ?? ''),
  });
const add = (text?: string): Intent => ({ kind: 'add', tasks: text ? [toNewTask(text)] : [] });
const addAll = (text?: string): Intent => ({ kind: 'add', tasks: text ? toNewTasks(text) : [] });
const rename = (phrase: string, title: string): Intent => ({
  kind: 'rename',
  targets: toTargets(phrase),
  title: toTitle(title),
});
const describe = (phrase: string, text: string): Intent => ({
  kind: 'describe',
  targets: toTargets(phrase),
  description: unquote(text),
});

export const talk: Rule[] = [
  rule(
    `^(?:hi|hello|hey|hiya|howdy|yo|good (?:morning|afternoon|evening|day)|greetings|what['’]?s up|how are you)(?: (?:there|again|you|assistant|bot|doing|today))*$`,
    () => ({ kind: 'greeting' }),
  ),
  rule(
    `^(?:many |ok(?:ay)?,? |great,? |perfect,? )?(?:thanks|thank you|thx|ty|cheers|great|perfect|awesome|nice|cool|ok(?:ay)?|got it|good job|well done|lovely|wonderful|excellent)(?: (?:so much|very much|a lot|you|again|work|one|for your help|for that))*$`,
    () => ({ kind: 'thanks' }),
  ),
  rule(`^(?:bye|goodbye|bye bye|see you|see ya|good night)(?: (?:later|then|soon|tomorrow))?$`, () => ({
    kind: 'goodbye',
  })),
  rule(
    `^(?:help|help me|i need (?:some )?help|\\?+|commands|what (?:else )?(?:can|do|could) you (?:do|help(?: me)? with|understand)(?: for me)?|what can i (?:do|say|ask)(?: (?:here|you))?|how (?:does|do) (?:this|it|you|i)(?: (?:work|use (?:this|it|you)|start))?|how can you help(?: me)?|(?:who|what) are you|what is this|what are your (?:features|commands|skills))$`,
    () => ({ kind: 'help' }),
  ),
];

export const describing: Rule[] = [
  rule(
    `^(?:add|put|attach|write)\\s+(?:a\\s+|the\\s+|some\\s+)?(?:notes?|descriptions?|details?|comments?)\\s+(?:to|on|for)\\s+(.+?)\\s*(?::|,?\\s+(?:saying|that says|which says|that))\\s+(.+)$`,
    describe,
  ),
  rule(
    `^(?:set|change|update|make)\\s+(?:the\\s+)?(?:description|notes?|details?)\\s+(?:of|for|on)\\s+(.+?)\\s+(?:to|as)\\s+(.+)$`,
    describe,
  ),
  rule(`^describe\\s+(.+?)\\s+as\\s+(.+)$`, describe),
  rule(`^notes?\\s+(?:for|on|to)\\s+(.+?)\\s*:\\s+(.+)$`, describe),
];

export const renaming: Rule[] = [
  rule(
    `^(?:change|edit|update|set)\\s+(?:the\\s+)?(?:title|name|text)\\s+of\\s+(.+?)\\s+to\\s+(.+)$`,
    rename,
  ),
  rule(
    `^(?:rename|retitle|change|update|edit|replace|reword)\\s+(["“].+?["”])\\s+(?:to|into|as|with|by)\\s+(.+)$`,
    rename,
  ),
  rule(
    `^(?:rename|retitle|change|update|edit|replace|reword)\\s+(.+?)\\s+(?:to|into|as|with|by)\\s+(.+)$`,
    rename,
  ),
  rule(`^(?:rename|update|edit)\\s+((?:task\\s+)?#?\\d+)\\s*:\\s*(.+)$`, rename),
];

const question = `(?:what|which|what['’]?s|whats|how many|do i have|have i|is there|are there|did i|anything|any|show me|tell me|list)`;
const aboutTasks = `(?:(?:my|the|our)\\s+(?:(?:to-?do|task|shopping)\\s+)?list|tasks?|to-?dos?|plate|agenda|left|remaining|pending|outstanding|unfinished|incomplete)`;
const ownDeeds = `\\b(?:i|we)\\b.*\\b(?:${done}|did|accomplished?|still|to do|do (?:today|now|next|first|yesterday|this week))`;
export const listing: Rule[] = [
  rule(
    `^(?:(?:please\\s+)?(?:list|show|display|see|view|read|get|give|tell|print|check|open)(?:\\s+me)?)(?:\\s+(?:out|about|again))?\\s+(?:all\\s+|all of\\s+|only\\s+|just\\s+)?(?:of\\s+)?(?:my\\s+|the\\s+|our\\s+|what['’]?s\\s+)?(?:(?:open|pending|remaining|unfinished|outstanding|current|${done})\\s+)?(?:${list}|tasks?|ones|everything|all|items|to-?dos|left|pending|open|${done})(?:\\s+(?:again|now|that .+|i .+|which .+|left|please))?$`,
    toList,
  ),
  rule(
    `^(?:my\\s+|all\\s+|all my\\s+|the\\s+)?(?:(?:open|pending|remaining|unfinished|${done})\\s+)?(?:tasks|list|to-?dos?(?: list)?|task list|items)$`,
    toList,
  ),
  rule(`^${question}\\b.*\\b${aboutTasks}\\b.*$`, toList),
  rule(`^${question}\\b.*${ownDeeds}\\b.*$`, toList),
  rule(`^(?:what['’]?s|what is) next$`, toList),
];

export const completing: Rule[] = [
  rule(
    `^(?:mark|set|check|tick|cross|flag|make)\\s+(?:off\\s+)?(.+?)\\s+(?:as\\s+|to\\s+|off\\s+as\\s+|off\\b)?\\s*(?:${done}|off)$`,
    named('complete'),
  ),
  rule(
    `^(?:mark as ${done}|(?:check|tick|cross)\\s+(?:off|out)|complete|finish|close|resolve|tick|mark)\\s*:?\\s+(.+)$`,
    named('complete'),
  ),
  rule(
    `^(?:i|we)(?:['’]ve| have)?(?: just| already| now)?\\s+(?:finished|completed|done|did)(?:\\s+with)?\\s+(.+)$`,
    named('complete'),
  ),
  rule(
    `^(?:i['’]?m|i am|we['’]?re|we are)(?: all| now)?\\s+(?:done|finished|through)\\s+with\\s+(.+)$`,
    named('complete'),
  ),
  rule(`^(?:all\\s+)?(?:done|finished|completed)(?:\\s+with)?\\s*:?\\s+(.+)$`, named('complete')),
  rule(
    `^(.+?)\\s+(?:is|are|was|were|has been|have been)\\s+(?:now\\s+|all\\s+|already\\s+)?${done}(?:\\s+now)?$`,
    named('complete'),
  ),
  rule(`^(?:(?:i['’]?m|i am)\\s+)?(?:all\\s+)?(?:done|finished)$`, () => named('complete')()),
];

export const deleting: Rule[] = [
  rule(
    `^(?:delete|remove|drop|erase|get rid of|clear(?: out| up)?|discard|scrap|trash|throw away|purge)\\s+(.+?)(?:\\s+off)?$`,
    named('delete'),
  ),
  rule(`^take\\s+(.+?)\\s+off(?:\\s+${list})?$`, named('delete')),
  rule(`^cancel\\s+((?:the\\s+)?${noun}\\s+.+|.+\\s+${noun}|#?\\d+)$`, named('delete')),
  rule(`^i\\s+(?:don['’]?t|do not)\\s+need\\s+(?:to\\s+)?(.+?)\\s+any\\s?more$`, named('delete')),
  rule(`^start over|^(?:empty|wipe)\\s+${list}$`, () => named('delete')('everything')),
];

export const reopening: Rule[] = [
  rule(`^(?:reopen|re-open|uncheck|untick|unmark|undo|restore|uncomplete)\\s+(.+)$`, named('reopen')),
  rule(`^mark\\s+(.+?)\\s+as\\s+(?:not\\s+${done}|un${done}|undone|open|pending|to do)$`, named('reopen')),
];

export const adding: Rule[] = [
  rule(
    `^(?:add|create|make|set up|insert|enter|start)(?:\\s+me)?\\s+(?:these\\s+|the following\\s+|some\\s+|\\d+\\s+|two\\s+|three\\s+)?(?:new\\s+)?(?:tasks|to-?dos|items|reminders)\\s*:?\\s+(.+)$`,
    addAll,
  ),
  rule(
    `^(?:add|create|make|set up|set|insert|enter|start|open)(?:\\s+me)?\\s+(?:an?\\s+|another\\s+|one more\\s+|the\\s+|this\\s+)?(?:new\\s+)?${noun}(?:\\s+(?:for me|to ${list}|on ${list}))?${ofTitle}(.+)$`,
    add,
  ),
  rule(
    `^(?:add|create|make|insert)?\\s*(?:an?\\s+|another\\s+|one more\\s+)?(?:new\\s+)?${noun}(?:\\s+(?:for me|to ${list}))?$`,
    () => add(),
  ),
  rule(`^(?:new|another|next)\\s+${noun}${ofTitle}(.+)$`, add),
  rule(`^${noun}\\s*[:\\-–]\\s*(.+)$`, add),
  rule(
    `^(?:set\\s+)?(?:a\\s+)?remind(?:er)?(?:\\s+me)?\\s+(?:to|about|of|that(?:\\s+i)?(?:\\s+(?:need|have)\\s+to)?)\\s+(.+)$`,
    add,
  ),
  rule(
    `^remind me\\s+((?:on|at|in|by|tomorrow|today|tonight|next|this)\\b.*?)\\s+to\\s+(.+)$`,
    (when, what) => add(`${what} ${when}`),
  ),
  rule(`^(?:don['’]?t|do not)\\s+(?:let me\\s+)?forget\\s+(?:to\\s+|about\\s+)?(.+)$`, add),
  rule(`^(?:(?:i|we)\\s+)?(?:must\\s+)?(?:remember|not forget)\\s+to\\s+(.+)$`, add),
  rule(`^(?:add|put|place|write|stick)\\s+(.+?)\\s+(?:to|on|onto|in|into)\\s+${list}$`, addAll),
  rule(`^(?:jot down|write down|note down|take a note|schedule)\\s*:?\\s+(?:that\\s+)?(.+)$`, add),
  rule(`^add\\s*:?\\s+(?:to\\s+${list}\\s*:?\\s+)?(.+)$`, addAll),
  rule(`^add$`, () => add()),
  rule(
    `^(?:i|we)(?:['’]ve|['’]d)?\\s+(?:really\\s+|also\\s+|still\\s+)?(?:need to|have to|got to|gotta|have got to|must|should|ought to|better)\\s+(.+)$`,
    add,
  ),
];

/** "What's left?" is about what is pending, "what have I finished?" about what is not. */
function toList(sentence: string): Intent {
  if (
    /\b(?:left|remaining|open|pending|outstanding|unfinished|incomplete|still|to do|next|not (?:yet )?(?:done|finished|completed))\b|n['’]t\b/i.test(
      sentence.replace(/\bto do list\b/i, ''),
    )
  ) {
    return { kind: 'list', status: 'pending' };
  }
  if (/\b(?:done|finished|completed?|did|accomplished?)\b/i.test(sentence))
    return { kind: 'list', status: 'completed' };
  return { kind: 'list', status: 'all' };
}
