// Where the tools of the task list take a number, over both of their ways in, and what can stand there.

/** Tools that take a task's number, with whatever else they want. */
export const toolSlots: Readonly<Record<string, object>> = {
  complete_task: {},
  update_task: { title: 'Mine' },
  delete_task: {},
};

/** What is no number of a task. */
export const malformedNumbers: Readonly<Record<string, unknown>> = {
  missing: undefined,
  null: null,
  'the empty text': '',
  'a number as text': '1',
  'a list': [1],
  'an object': {},
  'an operator': { $ne: 1 },
  'a fraction': 1.5,
  zero: 0,
  'a number below zero': -1,
  'a number beyond the column': 2 ** 31,
  '10 KB': 'x'.repeat(10_240),
  'a NUL': '1\0',
  'a prototype': '__proto__',
  'a path': '../1',
};

/** What came of a call, without what differs from one request to the next. */
export interface ToolAnswer {
  status: number;
  isDone: boolean;
  text: string;
}

/** A way to call a tool. */
export type CallTool = (
  url: string,
  token: string | undefined,
  tool: string,
  args: object,
) => Promise<ToolAnswer>;

async function post(url: string, token: string | undefined, body: object): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
}

const withoutRequestId = (text: string) => text.replace(/"requestId":"[^"]*"/, '');

export const waysIn: Readonly<Record<string, CallTool>> = {
  'POST /mcp/tools/{name}': async (url, token, tool, args) => {
    const response = await post(`${url}/mcp/tools/${tool}`, token, args);
    const text = withoutRequestId(await response.text());
    return { status: response.status, isDone: response.ok, text };
  },
  'POST /mcp': async (url, token, tool, args) => {
    const params = { name: tool, arguments: args };
    const response = await post(`${url}/mcp`, token, { jsonrpc: '2.0', id: 1, method: 'tools/call', params });
    const text = await response.text();
    const { result, error } = JSON.parse(text) as { result?: { isError?: boolean }; error?: unknown };
    const isDone = Boolean(result && !result.isError && !error);
    return { status: response.status, isDone, text: withoutRequestId(text) };
  },
};
