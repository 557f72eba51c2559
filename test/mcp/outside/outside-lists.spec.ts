import { createHash } from 'node:crypto';
import { json, resultOf, startFakeMcp, type FakeMcp } from '../../support/fake-mcp.js';
import { matchesAny, offeredNames } from '../../../src/mcp/outside/tool-names.js';
import { OutsideWorld, textOf } from './opened-tools.js';

type Json = Record<string, unknown>;

const schema = { type: 'object' };
const tool = (name: string, more: Json = {}) => ({ name, inputSchema: schema, ...more });
const nested = (depth: number): Json =>
  depth === 0 ? {} : { type: 'object', properties: { inner: nested(depth - 1) } };

describe('what an outside server lists', () => {
  let fake: FakeMcp;
  let listed: (cursor: string | undefined) => Json;
  const worlds: OutsideWorld[] = [];

  beforeAll(async () => {
    fake = await startFakeMcp({
      register: (server) => void server.registerTool('x', {}, () => ({ content: [] })),
    });
    fake.behave((request, response) => {
      if (request.method !== 'tools/list') return false;
      json(
        response,
        resultOf(request, {
          ttlMs: 0,
          cacheScope: 'private',
          ...listed((request.body.params as Json).cursor as string),
        }),
      );
      return true;
    });
  });
  afterAll(() => fake.close());
  afterEach(() => Promise.all(worlds.splice(0).map((world) => world.close())));

  const offered = async (tools: unknown[], settings: Json = {}) => {
    listed = () => ({ tools });
    const world = new OutsideWorld([{ name: 'fake', url: fake.url, ...settings }]);
    worlds.push(world);
    return (await (await world.connect())!.listTools()).map(({ origin, ...rest }) => ({
      ...rest,
      raw: origin.tool,
    }));
  };
  const names = async (tools: unknown[], settings: Json = {}) =>
    (await offered(tools, settings)).map(({ name }) => name);

  it('is bounded: of 10,000 tools, a hundred are offered (T4)', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => tool(`t${index}`));
    expect(await names(many)).toHaveLength(100);
    // Those that the operator asks for are found among them.
    expect(await names(many, { tools: { allow: ['t999*'] } })).toHaveLength(11);
  });

  it('is read for some pages, and not for ever (T4)', async () => {
    const world = new OutsideWorld([{ name: 'fake', url: fake.url }]);
    worlds.push(world);
    let page = 0;
    listed = () => ({ tools: [tool(`p${page}`)], nextCursor: String(++page) });

    expect(await (await world.connect())!.listTools()).toHaveLength(20);
    expect(page).toBe(20);
  });

  it('is offered by allow and deny lists', async () => {
    const tools = ['read_file', 'write_file', 'read_secrets', 'x.y'].map((name) => tool(name));
    expect(await names(tools, { tools: { allow: ['read_*', 'x.y'], deny: ['*secret*'] } })).toEqual([
      'fake_read_file',
      'fake_x_y',
    ]);
  });

  it('is offered once for every name (T4)', async () => {
    const [one] = await offered([
      tool('same', { description: 'first' }),
      tool('same', { description: 'second' }),
    ]);
    expect(one).toMatchObject({ name: 'fake_same', description: 'first' });
  });

  it('may refer to itself, and to nothing elsewhere (T4)', async () => {
    const recursive = { type: 'object', properties: { child: { $ref: '#' } } };
    const remote = { type: 'object', properties: { child: { $ref: 'http://169.254.169.254/x' } } };
    const tools = [
      tool('recursive', { inputSchema: recursive }),
      tool('remote', { inputSchema: remote }),
      tool('deep', { inputSchema: nested(40) }),
      tool('large', { inputSchema: { type: 'object', description: 'x'.repeat(20_000) } }),
      tool('n'.repeat(200)),
    ];
    const [only, ...others] = await offered(tools);
    expect(only).toMatchObject({ name: 'fake_recursive', inputSchema: recursive });
    expect(others).toEqual([]);
  });

  it('is made plain, and cut to what providers take (T4)', async () => {
    const [clean] = await offered([
      tool('t', {
        title: '\u001b]0;owned\u0007Nice\ntool\u001b[31m!',
        description: `a\u0000b${'x'.repeat(5_000)}`,
        inputSchema: { type: 'object', oneOf: [{}], properties: { a: { type: 'string' } }, required: ['a'] },
      }),
    ]);
    expect(clean!.title).toBe('Nice tool!');
    expect(clean!.description).toHaveLength(1024);
    expect(clean!.description).toMatch(/^a\uFFFDbx+…$/);
    expect(clean!.inputSchema).toEqual({
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
      additionalProperties: false,
    });
  });

  it('is not believed where the operator does not trust the server', async () => {
    const tools = [tool('t', { annotations: { readOnlyHint: true } })];
    expect((await offered(tools))[0]!.annotations).toEqual({ readOnlyHint: true });
    expect((await offered(tools, { trusted: false }))[0]!.annotations).toBeUndefined();
  });

  it('is compared with what it was: a change is logged once, by the tool’s name (T4)', async () => {
    const world = new OutsideWorld([{ name: 'fake', url: fake.url }]);
    worlds.push(world);
    const start = Date.now();
    const now = jest.spyOn(Date, 'now');
    for (let minutes = 0; minutes < 4; minutes++) {
      listed = () => ({ tools: [tool('t', { description: `SECRET version ${minutes}` }), tool('same')] });
      now.mockReturnValue(start + minutes * 61_000);
      await world.connect();
    }
    const changes = world.logged.filter(({ msg }) => /has changed/.test(msg as string));
    expect(changes).toEqual([expect.objectContaining({ server: 'fake', tool: 't' })]);
    expect(JSON.stringify(world.logged)).not.toContain('SECRET');
  });

  it('never takes a name of our own, nor of another server', async () => {
    listed = () => ({ tools: [tool('tool'), tool('b_c')] });
    const settings = ['own', 'a'].map((name) => ({ name, url: fake.url }));
    const world = new OutsideWorld(settings);
    worlds.push(world);

    const lists = await Promise.all((await world.open()).servers.map((server) => server.listTools()));
    const all = lists.flat().map(({ name }) => name);

    expect(new Set(all).size).toBe(all.length);
    expect(all[0]).toBe('own_tool');
    expect(all).toContain(`own_tool_${createHash('sha256').update('tool').digest('hex').slice(0, 8)}`);
    expect(all).toContain('a_tool');
  });

  it('leaves out what providers do not take any more: 128 tools in all', async () => {
    listed = () => ({ tools: Array.from({ length: 100 }, (_, index) => tool(`t${index}`)) });
    const world = new OutsideWorld(['a', 'b'].map((name) => ({ name, url: fake.url })));
    worlds.push(world);

    const lists = await Promise.all((await world.open()).servers.map((server) => server.listTools()));

    expect(lists.flat()).toHaveLength(128);
    expect(world.logged).toContainEqual(
      expect.objectContaining({ msg: expect.stringContaining('128 tools') }),
    );
  });

  describe('and what its tools give', () => {
    const give = async (result: Json, settings: Json = {}) => {
      listed = () => ({ tools: [tool('t')] });
      const world = new OutsideWorld([{ name: 'fake', url: fake.url, ...settings }]);
      worlds.push(world);
      const server = (await world.connect())!;
      const stop = fake.next('tools/call');
      answers = result;
      const given = await server.callTool('fake_t', {});
      await stop;
      return given;
    };
    let answers: Json;
    beforeAll(() => {
      const lists = (request: Parameters<Parameters<FakeMcp['behave']>[0] & object>[0]) =>
        request.method === 'tools/list';
      fake.behave((request, response) => {
        if (lists(request))
          json(response, resultOf(request, { ttlMs: 0, cacheScope: 'private', ...listed(undefined) }));
        else if (request.method === 'tools/call') json(response, resultOf(request, answers));
        else return false;
        return true;
      });
    });
    const text = (value: string) => ({ type: 'text', text: value });

    it('is text that any database holds and any terminal prints (T3)', async () => {
      const hostile = 'a\u0000b\uD800c\u001b[2J\u001b]8;;http://evil\u0007d\u009b31me\u0007\r\n\tf';
      expect(textOf(await give({ content: [text(hostile)] }))).toBe('a\uFFFDb\uFFFDcde\r\n\tf');
    });

    it('is cut, with a word on it, whatever its shape (T3)', async () => {
      const large = await give({ content: [text('x'.repeat(1_000_000))] }, { maxResultBytes: 2000 });
      expect(textOf(large)).toMatch(/^x{2000}\n\[… 998000 bytes/);
      const many = await give({ content: Array.from({ length: 10_000 }, () => text('block ')) });
      expect(many.length).toBeLessThan(300);
      expect(textOf(many).length).toBeLessThan(70_000);
      expect(textOf(many).match(/left out/g)).toHaveLength(1);
    });

    it('is said where it is no text: pictures, sounds and files (T3)', async () => {
      const data = Buffer.alloc(1_000_000).toString('base64');
      const given = await give({
        content: [
          { type: 'image', data, mimeType: 'image/png' },
          { type: 'audio', data, mimeType: 'audio/wav' },
          { type: 'resource', resource: { uri: 'file:///a.bin', blob: data, mimeType: 'application/zip' } },
          { type: 'resource', resource: { uri: 'file:///a.md', text: '# Title' } },
          { type: 'resource_link', uri: 'https://x.example/y', name: 'y' },
        ],
      });
      expect(textOf(given)).toBe(
        [
          '[image image/png: left out, only text can be read here]',
          '[audio audio/wav: left out, only text can be read here]',
          '[file application/zip file:///a.bin: left out, only text can be read here]',
          'file:///a.md\n# Title',
          '[link: y https://x.example/y]',
        ].join('\n'),
      );
    });

    it('is its structured content where there is nothing else', async () => {
      expect(textOf(await give({ content: [], structuredContent: { a: [1] } }))).toBe('{"a":[1]}');
    });
  });
});

describe('the name of an outside tool', () => {
  const named = (tools: string[], taken: string[] = []) => [
    ...offeredNames('s', tools, new Set(taken)).values(),
  ];

  it('is of what providers take, and the same after every restart', () => {
    expect(named(['read_file', 'a.b/c', 'naïve'])).toEqual(['s_read_file', 's_a_b_c', 's_na_ve']);
    const [long] = named(['x'.repeat(100)]);
    expect(long).toMatch(/^s_x{53}_[0-9a-f]{8}$/);
    expect(named(['x'.repeat(100)])).toEqual([long]);
  });

  it('does not change because another tool comes or goes that it would be mistaken for', () => {
    const [exact, other] = named(['a_b', 'a.b']);
    expect(exact).toBe('s_a_b');
    expect(other).toMatch(/^s_a_b_[0-9a-f]{8}$/);
    expect(named(['a.b', 'a_b'])).toEqual([other, exact]);
    expect(named(['a_b'], ['s_a_b'])[0]).toMatch(/^s_a_b_[0-9a-f]{8}$/);
  });

  it('matches patterns with * for anything', () => {
    const matching = (pattern: string) =>
      ['read', 'read_file', 'file_read', 'readwrite'].filter((name) => matchesAny(name, [pattern]));
    expect(matching('read')).toEqual(['read']);
    expect(matching('read*')).toEqual(['read', 'read_file', 'readwrite']);
    expect(matching('*read')).toEqual(['read', 'file_read']);
    expect(matching('r*d*e')).toEqual(['read_file', 'readwrite']);
    expect(matching('*')).toHaveLength(4);
    expect(matching('read*read')).toEqual([]);
  });
});
