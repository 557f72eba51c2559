import type { Annotation } from '../../../../src/protocol/content.js';
import { ResponseStreamConverter } from '../../../../src/agent/bridge/response-stream-converter.js';
import { chunks, message, responseOf } from '../../../support/model-answers.js';
import {
  added,
  annotated,
  delta,
  done,
  messageItem,
  part,
  partDone,
  text,
} from '../../../support/shown-events.js';
import type { MapperRow } from './row.js';

type Json = Record<string, unknown>;

export const fileCitation = { type: 'file_citation', file_id: 'file_1', filename: 'a.pdf', index: 4 };
const containerCitation = {
  type: 'container_file_citation',
  container_id: 'cntr_1',
  file_id: 'file_2',
  filename: 'b.csv',
  start_index: 1,
  end_index: 9,
};
const at = { start_index: 2, end_index: 6, url: 'https://example.com', title: 'Example' };
const urlCitation = { type: 'url_citation', ...at };
const filePath = { type: 'file_path', file_id: 'file_3', index: 1 };

const file = (filename: string, index: number): Annotation => ({
  type: 'annotation',
  source: { type: 'file', title: filename, filename },
  index,
});
export const fileSource = file('a.pdf', 4);
const urlSource: Annotation = {
  type: 'annotation',
  source: { type: 'url', title: 'Example', url: 'https://example.com' },
  index: 6,
};

/** What is shown of a message with these sources: each as it comes, all with the part's end (Q35), and in the item. */
const cited = (sources: Json[], ...shown: Annotation[]) => ({
  gives: { responses: [responseOf(message('msg_model', { text: ['Hi'], sources }))] },
  shows: [
    added(messageItem('msg#1')),
    part('msg#1'),
    delta('msg#1', 'Hi'),
    ...shown.map((annotation, index) => annotated('msg#1', index, annotation)),
    partDone('msg#1', text('Hi', ...shown)),
    done(messageItem('msg#1', text('Hi', ...shown))),
  ],
  leaves: [messageItem('msg#1', text('Hi', ...shown))],
});

const mine: Annotation = { type: 'annotation', source: { type: 'file', title: 'mine', filename: 'mine' } };

class Renaming extends ResponseStreamConverter {
  override fileCitationToAnnotation(): Annotation {
    return mine;
  }
  override async containerFileCitationToAnnotation(): Promise<Annotation> {
    return mine;
  }
  override urlCitationToAnnotation(): Annotation {
    return mine;
  }
}

/** 6.6: what becomes of a model's annotations. */
export const annotationRows: MapperRow[] = [
  { rule: 'file_citation: a file source, at its index [E152 Q35]', ...cited([fileCitation], fileSource) },
  {
    rule: 'file_citation without a name: nothing [E153]',
    ...cited([
      { ...fileCitation, filename: '' },
      { ...fileCitation, filename: undefined },
    ]),
  },
  {
    rule: 'container_file_citation: a file source, at its end [E155 Q35]',
    ...cited([containerCitation], file('b.csv', 9)),
  },
  {
    rule: 'container_file_citation without a name: nothing [E153]',
    ...cited([{ ...containerCitation, filename: '' }]),
  },
  { rule: 'url_citation: a url source, at its end [E156 Q35]', ...cited([urlCitation], urlSource) },
  {
    rule: 'file_path and others: nothing [E159]',
    ...cited([filePath, { type: 'hologram_citation', index: 1 }]),
  },
  {
    rule: 'several, some of which are dropped: the indexes have no gap, the order stays [E154 E159]',
    ...cited(
      [{ ...fileCitation, filename: '' }, containerCitation, filePath, urlCitation, fileCitation],
      file('b.csv', 9),
      urlSource,
      fileSource,
    ),
  },
  {
    rule: 'a converter of the application’s: asked for each as it streams, and for the whole message [E157 E158]',
    converter: new Renaming(),
    ...cited([fileCitation, containerCitation, urlCitation], mine, mine, mine),
  },
  {
    rule: '(12) url_citation of Chat Completions, one level deeper: told with the part’s end [E156 Q35]',
    gives: {
      chat: [chunks({ content: 'Hi' }, { annotations: [{ type: 'url_citation', url_citation: at }] })],
    },
    shows: [
      added(messageItem('msg#1')),
      part('msg#1'),
      delta('msg#1', 'Hi'),
      partDone('msg#1', text('Hi', urlSource)),
      done(messageItem('msg#1', text('Hi', urlSource))),
    ],
    leaves: [messageItem('msg#1', text('Hi', urlSource))],
  },
];
