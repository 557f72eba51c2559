import { Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import type { Config } from '../config.js';
import { DocsController, OpenApiDocument } from './docs.controller.js';

/** `/docs` and `/openapi.json`; nothing when `SWAGGER=off`. */
@Module({})
export class OpenApiModule {
  static forRoot({ swagger }: Config): DynamicModule {
    return {
      module: OpenApiModule,
      controllers: swagger ? [DocsController] : [],
      providers: [OpenApiDocument],
    };
  }
}

/** Tells the document which application it describes. Call it once the application is created. */
export function setupOpenApi(app: INestApplication): void {
  app.get(OpenApiDocument, { strict: false }).of(app);
}
