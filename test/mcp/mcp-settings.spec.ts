import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, parseConfig } from '../../src/config.js';
import { endpointFault } from '../../src/config/endpoint-url.js';

const url = 'https://mcp.example.com/mcp';
const read = (servers: unknown, variables: Record<string, string> = {}) =>
  parseConfig({ ...variables, MCP_SERVERS: typeof servers === 'string' ? servers : JSON.stringify(servers) })
    .mcp;
const faultsOf = (servers: unknown, variables?: Record<string, string>): string[] => {
  try {
    read(servers, variables);
    return [];
  } catch (error) {
    return (error as ConfigError).faults;
  }
};

describe('MCP_SERVERS', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'mcp-settings-'))));
  afterEach(() => rmSync(dir, { recursive: true }));
  const file = (servers: unknown) => {
    const path = join(dir, 'mcp-servers.json');
    writeFileSync(path, JSON.stringify(servers));
    return path;
  };

  it('fills in what a server’s entry leaves out (row 203)', () => {
    expect(parseConfig({}).mcp.servers).toEqual([]);
    expect(read([{ name: 'docs', url }]).servers).toEqual([
      {
        name: 'docs',
        prefix: 'docs',
        url,
        headers: {},
        tools: { allow: ['*'], deny: [] },
        timeoutMs: 30_000,
        totalMs: 60_000,
        maxResultBytes: 65_536,
        maxConnections: 200,
        trusted: true,
      },
    ]);
  });

  it('takes values from the environment, and keeps them out of the log', () => {
    const servers = [
      { name: 'docs', url, headers: { Authorization: 'Bearer ${DOCS_TOKEN}', 'x-user': '{user.id}' } },
    ];
    const { servers: read_, secrets } = read(servers, { DOCS_TOKEN: 'planted-secret' });
    expect(read_[0]).toMatchObject({
      headers: { authorization: 'Bearer planted-secret', 'x-user': '{user.id}' },
    });
    expect(secrets).toContain('planted-secret');
  });

  it('reads a file, whose entries alone may start programs', () => {
    const programs = [
      { name: 'files', command: 'node', args: ['server.js', 'a b; $(c)'], env: { USER_ID: '{user.id}' } },
    ];
    for (const setting of [file(programs), `@${file(programs)}`]) {
      expect(read(setting).servers[0]).toMatchObject({
        command: 'node',
        args: ['server.js', 'a b; $(c)'],
        maxConnections: 10,
      });
    }
    expect(faultsOf(programs)).toEqual([
      'MCP_SERVERS: server "files": programs are started from a file alone; set MCP_SERVERS to its path',
    ]);
    expect(faultsOf('./no-such.json')[0]).toMatch(
      /^MCP_SERVERS: the file \.\/no-such\.json cannot be read \(ENOENT\)/,
    );
  });

  it.each<[string, unknown, RegExp]>([
    ['no list', { name: 'docs', url }, /must be a JSON list|cannot be read/],
    ['no JSON', '[{', /must be a JSON list/],
    ['a field that there is not', [{ name: 'docs', url, timeout: 5 }], /server "docs": .*"timeout"/],
    ['no name', [{ url }], /entry 1: name/],
    ['a name that no provider takes', [{ name: 'my docs', url }], /server "my docs": name: must be 1 to 32/],
    ['a program and an address', [{ name: 'docs', url, command: 'x' }], /programs are started from a file/],
    [
      'a missing variable',
      [{ name: 'docs', url, headers: { a: '${NOT_SET}' } }],
      /server "docs": \$\{NOT_SET\} is not set/,
    ],
    [
      'plain http to the world',
      [{ name: 'docs', url: 'http://mcp.example.com/mcp' }],
      /url: must begin with https/,
    ],
    [
      'a password in the address',
      [{ name: 'docs', url: 'https://a:b@mcp.example.com' }],
      /url: must not hold/,
    ],
    [
      'a header of the protocol’s',
      [{ name: 'docs', url, headers: { 'Mcp-Session-Id': 'x' } }],
      /headers.*set by the protocol/,
    ],
    ['a header of two lines', [{ name: 'docs', url, headers: { a: 'b\r\nc: d' } }], /headers.*one line/],
    [
      'a placeholder that there is not',
      [{ name: 'docs', url, headers: { a: '{user.email}' } }],
      /no \{user\.email\}/,
    ],
    [
      'a short secret',
      [{ name: 'docs', url, auth: { type: 'signed', secret: 'x', audience: 'y' } }],
      /auth\.secret: must be at least 32/,
    ],
    [
      'two authorizations',
      [
        {
          name: 'docs',
          url,
          headers: { authorization: 'x' },
          auth: { type: 'signed', secret: 's'.repeat(32), audience: 'y' },
        },
      ],
      /give one of the two/,
    ],
    [
      'one name twice',
      [
        { name: 'docs', url },
        { name: 'docs', url },
      ],
      /two servers are named "docs"/,
    ],
    [
      'prefixes that can be mistaken',
      [
        { name: 'git', url },
        { name: 'git_hub', url },
      ],
      /give one of them another prefix/,
    ],
  ])('refuses %s, by the server’s name and the field’s', (_, servers, fault) => {
    const faults = faultsOf(typeof servers === 'string' ? servers : JSON.stringify(servers));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^MCP_SERVERS: /);
    expect(faults[0]).toMatch(fault);
  });

  it('lets plain http go where it does not leave the machine or its network (H18)', () => {
    const plain = (host: string) => endpointFault(`http://${host}/mcp`) === undefined;
    const near = [
      'localhost:3000',
      '127.0.0.1',
      '[::1]',
      '10.1.2.3',
      '192.168.1.5',
      '[fd00::1]',
      'tools',
      'a.local',
      'a.svc.cluster.local',
      '2130706433',
    ];
    const far = [
      'example.com',
      '8.8.8.8',
      '169.254.169.254',
      '[2001:db8::1]',
      'localhost.example.com',
      '172.32.0.1',
      '[64:ff9b::7f00:1]',
    ];
    expect(near.filter((host) => !plain(host))).toEqual([]);
    expect(far.filter(plain)).toEqual([]);
  });
});
