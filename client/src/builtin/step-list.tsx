import { useState } from 'react';
import type { FileSource, UrlSource } from '../../../src/protocol/content';
import type { Task, Workflow } from '../../../src/protocol/workflow';
import { Icon } from './icons';
import { Markdown } from './markdown';

/** What was done on the way to an answer: open while it happens, folded to a line when it is over. */
export function StepList({ workflow, live: streaming }: { workflow: Workflow; live: boolean }) {
  // A summary is written when the steps are over, though the answer itself may still have to come.
  const live = streaming && !workflow.summary;
  const [chosen, setChosen] = useState<boolean | null>(null);
  const open = chosen ?? (live || workflow.expanded);
  if (workflow.tasks.length === 0) return null;
  return (
    <section className="steps" aria-label="Steps">
      <button className="steps-summary" aria-expanded={open} onClick={() => setChosen(!open)}>
        <span className="step-mark">
          {live ? <span className="spinner" /> : <Icon name={wasDone(workflow) ? 'check' : 'dot'} />}
        </span>
        <span>{live ? runningTitle(workflow, open) : summaryOf(workflow)}</span>
        <Icon name={open ? 'up' : 'down'} />
      </button>
      {open && (
        <ol>
          {workflow.tasks.map((task, index) => (
            <Step key={index} task={task} live={live} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Step({ task, live }: { task: Task; live: boolean }) {
  const loading = live && task.status_indicator === 'loading';
  const content = 'content' in task ? task.content : undefined;
  return (
    <li>
      <span className="step-mark" data-done={isDone(task) || undefined}>
        {loading ? <span className="spinner" /> : <Icon name={markOf(task)} otherwise="dot" />}
      </span>
      <div>
        <span className="step-title">{titleOf(task)}</span>
        {loading && <span className="sr-only"> (running)</span>}
        {task.type === 'web_search' && <Queries queries={task.queries} title={titleOf(task)} />}
        {content && <Markdown text={content} />}
        {'sources' in task && <Sources sources={task.sources} />}
      </div>
    </li>
  );
}

/** What was looked for, unless the title says it. */
function Queries({ queries, title }: { queries: readonly string[]; title: string }) {
  const others = queries.filter((query) => query !== title);
  return (
    others.length > 0 && <p className="step-queries">{others.map((query) => `“${query}”`).join(', ')}</p>
  );
}

/** Where it was found. Only addresses of the web lead somewhere. */
function Sources({ sources }: { sources: readonly (UrlSource | FileSource)[] }) {
  if (sources.length === 0) return null;
  return (
    <ul className="step-sources" aria-label="Sources">
      {sources.map((source, index) => (
        <li key={index}>
          {source.type === 'url' && /^https?:\/\//i.test(source.url) ? (
            <a href={source.url} target="_blank" rel="noopener noreferrer">
              {source.title}
            </a>
          ) : (
            source.title
          )}
        </li>
      ))}
    </ul>
  );
}

/** A step that is not done shows what it is about, where it says that. */
function markOf(task: Task): string {
  if (isDone(task)) return 'check';
  return task.type === 'custom' && task.status_indicator === 'none' ? (task.icon ?? 'dot') : 'dot';
}

const isDone = (task: Task) => task.status_indicator === 'complete';

/** A call that waits for the person, or that they rejected, is a step that was not done. */
const wasDone = ({ tasks }: Workflow) =>
  !tasks.some((task) => task.type === 'custom' && task.status_indicator === 'none');

function titleOf(task: Task): string {
  if (task.title) return task.title;
  if (task.type === 'web_search') return task.title_query ?? task.queries[0] ?? 'Searched the web';
  if (task.type === 'file') return 'Searched files';
  return task.type === 'thought' ? 'Thought' : 'Step';
}

/** Folded, the list still says which step is running. */
function runningTitle({ tasks }: Workflow, open: boolean): string {
  return open ? 'Working…' : titleOf(tasks.findLast((task) => !isDone(task)) ?? tasks.at(-1)!);
}

function summaryOf({ summary, tasks }: Workflow): string {
  if (summary && 'title' in summary) return summary.title;
  const what = tasks.length === 1 ? titleOf(tasks[0]!) : `${tasks.length} steps`;
  return summary?.duration ? `${what} · ${summary.duration} s` : what;
}
