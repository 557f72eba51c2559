import { appendFileSync } from 'node:fs';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { Dispatcher } from '../../src/turns/dispatcher.js';
import { eagerViewer, Viewers } from '../../src/turns/viewers.js';

// Appends everything that servers in this process answer to a file, a line of JSON each, for the reference's own
// types to judge (`test/reference/validate_answers.py`). It is put in at the two places through which every answer
// goes, whatever client a test has.

/** Deltas of a test file that are kept: one is like another. */
const maxDeltas = 100;

export function recordAnswers(file: string): void {
  let deltas = 0;
  const write = (line: object) => appendFileSync(file, `${JSON.stringify(line)}\n`);
  const writeEvent = (event: ThreadStreamEvent) => {
    const isDelta =
      event.type === 'thread.item.updated' &&
      event.update.type === 'assistant_message.content_part.text_delta';
    if (!isDelta || deltas++ < maxDeltas) write({ event });
  };

  const { publish } = Viewers.prototype;
  Viewers.prototype.publish = function (frame, event) {
    writeEvent(event);
    publish.call(this, frame, event);
  };

  const { process: answer } = Dispatcher.prototype;
  Dispatcher.prototype.process = async function (request, context) {
    const result = await answer.call(this, request, context);
    if (!result.streaming) write({ operation: request.type, body: result.body });
    // A refusal has no turn, and is told to whoever looks.
    else if (!result.turnId) {
      result.attach(eagerViewer({ push: (_, event) => writeEvent(event) }));
    }
    return result;
  };
}
