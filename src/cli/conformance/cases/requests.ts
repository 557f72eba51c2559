import type { Case } from '../case.js';
import { hold } from '../outcome.js';
import { userInput } from '../world.js';

const badBodies: { name: string; body: string; sent: string }[] = [
  { name: 'half-json', body: '{', sent: 'the body `{`' },
  { name: 'empty', body: '', sent: 'an empty body' },
  { name: 'null', body: 'null', sent: 'the body `null`' },
  { name: 'list', body: '[]', sent: 'the body `[]`' },
  { name: 'unknown-type', body: '{"type":"threads.imagine","params":{}}', sent: 'an unknown `type`' },
  { name: 'no-type', body: '{"params":{}}', sent: 'no `type`' },
  { name: 'no-params', body: '{"type":"threads.list"}', sent: 'no `params`' },
  {
    name: 'wrong-params',
    body: '{"type":"threads.create","params":{"input":{"content":"Hello"}}}',
    sent: 'a text in the place of `content`',
  },
];

const badRequests = badBodies.flatMap(({ name, body, sent }): Case[] => [
  {
    name: `transport/refuses-${name}`,
    level: 'must',
    rules: 'E210 §1.4',
    sentence: 'A request that says nothing fails before any event.',
    async check({ client }) {
      const exchange = await client.post(body, sent);
      hold(exchange.isRefused, exchange, 'a status that says no');
    },
  },
  {
    name: `transport/${name}-is-400`,
    level: 'should',
    rules: 'E210 Q4 §1.4 §13.3',
    sentence: 'It fails with 400: widgets send again what fails with 5xx.',
    async check({ client }) {
      const exchange = await client.post(body, sent);
      hold(exchange.status === 400 || exchange.status === 422, exchange, '400 with a JSON body');
    },
  },
]);

const list = (more: object) => JSON.stringify({ type: 'threads.list', params: {}, ...more });

export const requests: Case[] = [
  ...badRequests,
  {
    name: 'transport/extra-fields',
    level: 'must',
    rules: 'E212 §0.4',
    sentence: 'Fields that the protocol does not know are passed over.',
    async check({ client }) {
      const body = list({ params: { extra: [null] }, extra: { deep: 1 } });
      const exchange = await client.post(body, 'threads.list with unknown fields', 'threads.list');
      hold(exchange.isJson, exchange, '200 with a page as JSON');
    },
  },
  {
    name: 'transport/metadata',
    level: 'must',
    rules: '§1.1',
    sentence: '`metadata` may be an object of anything.',
    async check({ client }) {
      const body = list({ metadata: { tenant: 'a', deep: { b: [1, null] } } });
      const exchange = await client.post(body, 'threads.list with metadata', 'threads.list');
      hold(exchange.isJson, exchange, '200 with a page as JSON');
    },
  },
  {
    name: 'transport/metadata-null',
    level: 'should',
    rules: 'E211 Q16 §1.1',
    sentence: '`metadata: null` is the same as none.',
    async check({ client }) {
      const exchange = await client.post(list({ metadata: null }), 'metadata null', 'threads.list');
      hold(exchange.isJson, exchange, '200 with a page as JSON');
    },
  },
  {
    name: 'transport/refuses-stream-in-json',
    level: 'must',
    rules: '§1.2 §1.4',
    sentence: 'A streaming operation whose request does not fit is refused by a status, not in a stream.',
    async check({ client }) {
      const params = { ...userInput('Hello!'), thread_id: 5 };
      const exchange = await client.call('threads.add_user_message', params, {
        sent: 'with a number as thread_id',
      });
      hold(exchange.isRefused, exchange, 'a status that says no');
    },
  },
];
