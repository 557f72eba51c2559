import type { Case } from '../case.js';
import { hold, NotSeen } from '../outcome.js';

const widgetHeaders = ['content-type', 'chatkit-frame-instance-id'];

export const browsers: Case[] = [
  {
    name: 'transport/preflight',
    level: 'should',
    rules: '§1.8 §13.1',
    sentence:
      'A preflight of a page elsewhere allows POST with the headers that the widget adds, without a token.',
    async check({ client, origin }) {
      const from = origin ?? 'https://chatkit-conformance.example';
      const exchange = await client.request({
        sent: `a preflight from ${from}`,
        init: {
          method: 'OPTIONS',
          credentials: 'omit',
          headers: {
            origin: from,
            'access-control-request-method': 'POST',
            'access-control-request-headers': widgetHeaders.join(','),
          },
        },
      });
      const { headers } = exchange;
      const allowedOrigin = headers.get('access-control-allow-origin');
      const isAllowed = allowedOrigin === '*' || allowedOrigin === from;
      if (!isAllowed && !origin)
        throw new NotSeen('this server knows its pages: name one of them with --origin');
      const seen = {
        sent: exchange.sent,
        came: `${exchange.status}, allowing ${allowedOrigin ?? 'no origin'}`,
      };
      hold(isAllowed && exchange.isAccepted, seen, `2xx, allowing ${from}`);
      const allowed = (headers.get('access-control-allow-headers') ?? '').toLowerCase().split(/\s*,\s*/);
      for (const name of widgetHeaders) {
        hold(allowed.includes('*') || allowed.includes(name), seen, `the header ${name} allowed`);
      }
    },
  },
  {
    name: 'transport/wrong-method',
    level: 'should',
    rules: '§1.1 §1.4',
    sentence: 'Any method but POST is 404 or 405.',
    async check({ client }) {
      const exchange = await client.request({
        sent: 'PUT in the place of POST',
        init: { method: 'PUT', body: '{}' },
      });
      hold([404, 405].includes(exchange.status), exchange, '404 or 405');
    },
  },
  {
    name: 'transport/needs-the-token',
    level: 'should',
    rules: '§1.8',
    sentence: 'Without the token that was given for this run the answer is 401.',
    async check({ client }) {
      if (Object.keys(client.options.headers).length === 0) throw new NotSeen('no token was given');
      const exchange = await client.request({
        sent: 'threads.list without the token',
        init: { method: 'POST', credentials: 'omit', body: '{"type":"threads.list","params":{}}' },
      });
      hold(exchange.status === 401, exchange, '401 with a JSON body');
    },
  },
];
