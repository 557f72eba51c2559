import type { NextFunction, Request, Response } from 'express';
import { challengeWith } from '../auth/challenge.js';
import type { Config } from '../config.js';

/** What `/mcp` says of itself as a protected resource (RFC 9728). */
export interface ResourceMetadata {
  resource: string;
  resource_name: string;
  authorization_servers: string[];
  bearer_methods_supported: ['header'];
}

/** RFC 9728 puts the path of the resource behind this one. */
export const metadataPath = '.well-known/oauth-protected-resource';

/**
 * How a client finds out where tokens for `/mcp` come from; undefined where it cannot be said: without
 * `MCP_SERVER_PUBLIC_URL`, and without an issuer that has an address.
 */
export function resourceMetadata({ mcp, auth }: Config): ResourceMetadata | undefined {
  const issuers = auth.issuers.flatMap(({ issuer: [name] }) => (name && URL.canParse(name) ? name : []));
  if (!mcp.publicUrl || auth.mode !== 'jwt' || issuers.length === 0) return undefined;
  return {
    resource: mcp.publicUrl,
    resource_name: 'nestjs-chatkit',
    authorization_servers: issuers,
    bearer_methods_supported: ['header'],
  };
}

/** Has every 401 of `/mcp` point to the metadata. */
export function pointToMetadata(config: Config) {
  const metadata = resourceMetadata(config);
  return (request: Request, _response: Response, next: NextFunction): void => {
    if (metadata) {
      const { origin, pathname } = new URL(metadata.resource);
      const url = `${origin}/${metadataPath}${pathname.replace(/\/$/, '')}`;
      challengeWith(request, { resource_metadata: url });
    }
    next();
  };
}
