import { Controller, Get, Inject } from '@nestjs/common';
import { devUsers } from '../auth/dev-tokens.js';
import { defaultLimits } from '../protocol/limits.js';
import { Public } from '../auth/public.decorator.js';
import { CONFIG, type Config } from '../config.js';

/** What a page needs to know before anybody has signed in. Holds nothing that is not public. */
export interface ClientConfig {
  auth: 'dev' | 'jwt';
  /** People whose demo tokens can be had; empty unless `auth` is `dev`. */
  users: readonly string[];
  domainKey: string;
  greeting: string;
  prompts: { label: string; prompt: string; icon: string }[];
  model: { provider: 'openai' | 'demo'; name?: string };
  /** What a composer may take, as the widget's `composer.attachments` wants it. Null: nothing. */
  attachments: { types: string[]; maxBytes: number; maxCount: number } | null;
}

const prompts = [
  { label: 'Create a task', prompt: 'Add a task to buy groceries', icon: 'plus' },
  { label: 'List my tasks', prompt: "What's on my list?", icon: 'notebook' },
  { label: 'Get help', prompt: 'What can you do?', icon: 'circle-question' },
];

/** Tells a page what it needs before anybody has signed in. */
@Public()
@Controller('api/chatkit')
export class ClientConfigController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get('client-config')
  get(): ClientConfig {
    const { auth, domainKey, model, attachments, limits } = this.config;
    return {
      auth: auth.mode,
      users: auth.mode === 'dev' ? devUsers : [],
      domainKey,
      greeting: 'What can I do for you?',
      prompts,
      model: { provider: model.provider, ...(model.name && { name: model.name }) },
      attachments: attachments.isOn
        ? {
            types: attachments.types,
            maxBytes: attachments.maxBytes,
            maxCount: limits.maxMessageAttachments ?? defaultLimits.maxMessageAttachments,
          }
        : null,
    };
  }
}
