import { Controller, Get, Header, Inject, NotFoundException } from '@nestjs/common';
import { Public } from '../auth/public.decorator.js';
import { CONFIG, type Config } from '../config.js';
import { metadataPath, resourceMetadata, type ResourceMetadata } from './resource-metadata.js';

/** Tells MCP clients, before they have a token, who issues one. */
@Public()
@Controller()
export class ResourceMetadataController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** @throws NotFoundException where there is nothing to tell. */
  @Get([metadataPath, `${metadataPath}/mcp`])
  @Header('cache-control', 'no-store')
  read(): ResourceMetadata {
    const metadata = resourceMetadata(this.config);
    if (!metadata) throw new NotFoundException();
    return metadata;
  }
}
