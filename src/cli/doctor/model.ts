import type { Config } from '../../config.js';
import type { ClockReading } from './clock.js';
import { failure, ok, warning, type Finding } from './finding.js';

const defaultBaseUrl = 'https://api.openai.com/v1';
const timeoutMs = 5_000;
const name = 'model';

interface ModelFindings {
  findings: Finding[];
  clocks: ClockReading[];
}

/** Asks the model's endpoint for its list of models: the cheapest call that needs a valid key. */
export async function checkModel({ model }: Pick<Config, 'model'>): Promise<ModelFindings> {
  if (model.provider === 'demo') {
    const demo = ok(name, 'the offline demo model; set OPENAI_API_KEY or OPENAI_BASE_URL for a real one');
    return { findings: [demo], clocks: [] };
  }
  const url = `${(model.baseUrl ?? defaultBaseUrl).replace(/\/$/, '')}/models`;
  try {
    const startedAt = Date.now();
    const response = await fetch(url, {
      headers: model.apiKey ? { authorization: `Bearer ${model.apiKey}` } : {},
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const ours = (startedAt + Date.now()) / 2;
    const body = await response.text();
    return { findings: [explain(response.status, body, model)], clocks: clockOf(response, ours) };
  } catch (error) {
    return { findings: [unreachable(new URL(url), error)], clocks: [] };
  }
}

function explain(status: number, body: string, model: Config['model']): Finding {
  const host = new URL(model.baseUrl ?? defaultBaseUrl).host;
  if (status === 200) return knowsModels(host, body, { MODEL: model.name, TITLE_MODEL: model.titleName });
  if (status === 401 || status === 403) {
    return model.apiKey
      ? failure(name, `${host} refuses the key (${status})`, 'put a valid key into OPENAI_API_KEY')
      : failure(name, `${host} asks for a key (${status})`, 'set OPENAI_API_KEY');
  }
  if (status === 404) {
    return failure(
      name,
      `${host} has no /models under the base URL (404)`,
      'OPENAI_BASE_URL must be the part before /models, mostly ending in /v1',
    );
  }
  if (status === 429) {
    return warning(
      name,
      `${host} knows the key and has no room for it (429)`,
      'look at its limits and credit',
    );
  }
  return failure(
    name,
    `${host} answers ${status}`,
    status >= 500 ? 'the provider has a fault; try again later' : 'check OPENAI_BASE_URL',
  );
}

/** @param wanted The models' names by the settings that name them. */
function knowsModels(
  host: string,
  body: string,
  wanted: Readonly<Record<string, string | undefined>>,
): Finding {
  const ids = modelIds(body);
  if (!ids) {
    return failure(
      name,
      `${host} answers, but not with a list of models`,
      'OPENAI_BASE_URL must be an OpenAI-compatible API, mostly ending in /v1',
    );
  }
  for (const [setting, model] of Object.entries(wanted)) {
    if (!model || ids.includes(model)) continue;
    const some = ids.slice(0, 5).join(', ');
    return warning(
      name,
      `${host} does not list the model ${model}`,
      `set ${setting} to one it has, such as ${some}`,
    );
  }
  const listed = Object.values(wanted).filter(Boolean).join(' and ');
  return ok(name, `${host} accepts the settings${listed && ` and lists ${listed}`}`);
}

function modelIds(body: string): string[] | undefined {
  try {
    const { data } = JSON.parse(body) as { data?: { id?: unknown }[] };
    return data?.map(({ id }) => String(id));
  } catch {
    return undefined;
  }
}

function clockOf(response: Response, ours: number): ClockReading[] {
  const theirs = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(theirs) ? [] : [{ of: 'the model’s endpoint', theirs, ours }];
}

function unreachable(url: URL, error: unknown): Finding {
  const fix = 'start it, or correct OPENAI_BASE_URL';
  if ((error as Error).name === 'TimeoutError') {
    return failure(
      name,
      `${url.host} did not answer within ${timeoutMs / 1000} s`,
      `${fix}; is there a proxy?`,
    );
  }
  const { code } = ((error as Error).cause ?? {}) as { code?: string };
  if (code === 'ECONNREFUSED')
    return failure(name, `nothing listens on ${url.host} (connection refused)`, fix);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return failure(name, `the name ${url.hostname} cannot be resolved`, `${fix}, or check the network`);
  }
  return failure(name, `${url.host} cannot be reached (${code ?? (error as Error).name})`, fix);
}
