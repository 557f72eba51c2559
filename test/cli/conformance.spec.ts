import { readFileSync } from 'node:fs';
import { allCases } from '../../src/cli/conformance/cases/all.js';
import { examine } from '../../src/cli/conformance/command.js';
import { referenceFailures } from '../../src/cli/conformance/reference-failures.js';
import type { Report } from '../../src/cli/conformance/report.js';
import { toLines } from '../../src/cli/conformance/report-lines.js';
import { operationTypes } from '../../src/protocol/requests.js';
import { codeIn, tableRows } from '../docs/tables.js';
import { startTalkingServer } from '../support/talking-server.js';
import { asksForInput, callsTool } from '../support/talking.responder.js';

const origin = 'https://app.example.com';
const bearer = (token: string | undefined) => ({ authorization: `Bearer ${token}` });
const withResult = ({ cases }: Report, wanted: string) => cases.filter(({ result }) => result === wanted);

describe('a server that keeps to the protocol, and offers all of it', () => {
  let report: Report;
  let listed: unknown;
  beforeAll(async () => {
    const server = await startTalkingServer(origin);
    const asking = { headers: bearer('alice'), otherHeaders: bearer('bob'), origin };
    const say = ['Hello!', asksForInput, callsTool];
    report = await examine({ url: server.url, ...asking, say, timeoutMs: 10_000, only: [] });
    const body = '{"type":"threads.list","params":{}}';
    const headers = { 'content-type': 'application/json', ...bearer('alice') };
    const response = await fetch(server.url, { method: 'POST', headers, body });
    listed = await response.json();
    await server.close();
  });

  it('passes every case, and none goes unseen', () => {
    expect(withResult(report, 'failed')).toEqual([]);
    expect(withResult(report, 'not seen')).toEqual([]);
    expect(report.cases).toHaveLength(allCases.length);
    expect(report.ok).toBe(true);
  });

  it('is asked for each of the sixteen operations (row 3)', () => {
    expect(Object.keys(report.operations)).toEqual([...operationTypes, 'transport']);
    for (const { passed } of Object.values(report.operations)) expect(passed).toBeGreaterThan(2);
  });

  it('is left without a trace', () => {
    expect(report.leftBehind).toEqual([]);
    expect(listed).toEqual({ data: [], has_more: false });
  });

  it('gets a table, the limits of what was seen, and a verdict', () => {
    const lines = toLines(report);
    expect(lines[0]).toMatch(/^operation +passed +failed +not seen$/);
    expect(lines).toContainEqual(expect.stringMatching(/^threads\.create +\d+ +- +-$/));
    expect(lines).toContain('What no client can see');
    expect(lines.at(-1)).toBe(
      `${allCases.length} passed, 0 failed, 0 not followed, 0 known, 0 not seen. ChatKit clients can talk to this server.`,
    );
  });
});

describe('the cases', () => {
  it('have names of their own', () => {
    expect(new Set(allCases.map(({ name }) => name)).size).toBe(allCases.length);
  });
});

describe('the document', () => {
  it('lists the known failures of the reference as the command has them', () => {
    const rows = tableRows(readFileSync('docs/conformance.md', 'utf8'), 'Case');
    const documented = rows.map(([name, reason]) => [codeIn(name!)[0], reason]);
    expect(Object.fromEntries(documented)).toEqual(referenceFailures);
  });
});
