import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

/** Where the page loads OpenAI's element from. Tests never do: it is refused, or replaced by a stand-in. */
export const widgetScriptUrl = 'https://cdn.platform.openai.com/deployments/chatkit/chatkit.js';

export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** URLs asked for that are not on this machine. Not one of them leaves it. */
  outside: string[];
  /** What the browser's console complained about, and where. */
  complaints: string[];
  leave(): Promise<void>;
}

interface VisitorOptions {
  width?: number;
  height?: number;
  /** Source given in place of OpenAI's script. Absent: the script cannot be reached. */
  widgetScript?: string;
  /**
   * Whether preflights reach their servers. Where requests are watched, the browser's driver answers them itself. Nothing
   * is told of URLs outside then: no name but this machine's is found.
   */
  sendsPreflights?: boolean;
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const thisMachineAlone = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1';

/** A person with a fresh browser, in which everything beyond this machine is out of reach. */
export async function visit(options: VisitorOptions = {}): Promise<Visitor> {
  const { width = 1280, height = 800, widgetScript, sendsPreflights = false } = options;
  const profile = await mkdtemp(join(tmpdir(), 'chatkit-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    headless: true,
    args: [...flags, ...(sendsPreflights ? [thisMachineAlone] : [])],
    viewport: { width, height },
    hasTouch: width < 600,
  });
  const outside: string[] = [];
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  if (!sendsPreflights) {
    await context.route(
      ({ hostname }) => hostname !== 'localhost' && hostname !== '127.0.0.1',
      async (route) => {
        const url = route.request().url();
        outside.push(url);
        if (widgetScript && url === widgetScriptUrl) {
          await route.fulfill({ contentType: 'text/javascript', body: widgetScript });
        } else {
          await route.abort();
        }
      },
    );
  }
  return {
    page: context.pages()[0] ?? (await context.newPage()),
    context,
    outside,
    complaints,
    leave: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
