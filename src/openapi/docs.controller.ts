import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { Controller, Get, Header, Inject, Injectable, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Public } from '../auth/public.decorator.js';
import { CONFIG, type Config } from '../config.js';
import { ChatKitError } from '../protocol/errors.js';
import { docsPage, docsScript, uiFiles } from './docs-page.js';
import { buildOpenApiDocument } from './document.js';

/** Makes the document once, when somebody first asks for it. */
@Injectable()
export class OpenApiDocument {
  private app?: INestApplication;
  private document?: Promise<object>;

  of(app: INestApplication): void {
    this.app = app;
  }

  get(): Promise<object> {
    if (!this.app) throw new Error('setupOpenApi(app) was not called.');
    return (this.document ??= buildOpenApiDocument(this.app));
  }
}

@Public()
@Controller()
export class DocsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly document: OpenApiDocument,
  ) {}

  @Get('openapi.json')
  openapi(): Promise<object> {
    return this.document.get();
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    return docsPage;
  }

  @Get('docs/start.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  script(): string {
    return docsScript(this.config.auth.mode === 'dev');
  }

  @Get('docs/:file')
  file(@Param('file') file: string, @Res() response: Response): void {
    const known = uiFiles.find((name) => name === file);
    if (!known) throw new ChatKitError('not_found');
    response.sendFile(join(swaggerUiFolder(), known), { maxAge: '1h' });
  }
}

/** Where Swagger UI, which comes along with `@nestjs/swagger`, keeps its files. */
function swaggerUiFolder(): string {
  const swagger = createRequire(import.meta.url).resolve('@nestjs/swagger');
  return dirname(createRequire(swagger).resolve('swagger-ui-dist/package.json'));
}
