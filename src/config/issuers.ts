import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { endpointFault } from './endpoint-url.js';
import { refuseWeakSecret } from './secret-strength.js';

// The settings that say whose tokens are believed: `AUTH_ISSUERS`, a JSON list, and its short forms for Better Auth.
// docs/auth.md describes every field.

const secretAlgorithms = ['HS256', 'HS384', 'HS512'] as const;
const publicKeyAlgorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const;
export type Algorithm = (typeof secretAlgorithms)[number] | (typeof publicKeyAlgorithms)[number];

/** Public keys as an issuer publishes them (RFC 7517). */
export interface JwkSet {
  keys: Record<string, unknown>[];
}

/** What signatures are verified with: one shared secret, or public keys. Never both. */
export type IssuerKeys =
  | { secret: string }
  | {
      /** Where the keys are, tried in this order until one has them. Empty: the ones of the file are all. */
      jwksUrls: string[];
      /** Keys that are used until others could be read. */
      jwks?: JwkSet;
    };

/** An issuer whose tokens are believed, and everything that they must satisfy. */
export interface IssuerConfig {
  /** What it is called in logs and by the doctor. */
  label: string;
  /** `iss` is one of these. Empty: any, or none. */
  issuer: string[];
  /** `aud` names one of these. Empty: it is not looked at. */
  audience: string[];
  keys: IssuerKeys;
  algorithms: Algorithm[];
  /** The `typ` that the header must have, such as `at+jwt`. Absent: that of any JWT or access token, or none. */
  tokenType?: string;
  /** Whether tokens that only say who signed in (OpenID Connect's ID tokens) are believed too. */
  acceptsIdTokens: boolean;
  /** Stands before every `sub`, so that subjects of several issuers stay apart. */
  subjectPrefix: string;
  /** Names of claims, or dotted paths to them. */
  claims: { name: string; roles: string; tenant?: string };
}

/** The issuer of one shared secret, with defaults for everything else. */
export function issuerWithSecret(
  label: string,
  secret: string,
  more: Partial<Omit<IssuerConfig, 'keys'>> = {},
): IssuerConfig {
  return { ...defaults, algorithms: ['HS256'], ...more, label, keys: { secret } };
}

const defaults = {
  issuer: [],
  audience: [],
  acceptsIdTokens: false,
  subjectPrefix: '',
  claims: { name: 'name', roles: 'roles' },
} satisfies Partial<IssuerConfig>;

const line = z.string().min(1).max(2048);
const claim = z.string().min(1).max(255);
const url = z.string().superRefine((value, ctx) => {
  const fault = endpointFault(value);
  if (fault) ctx.addIssue(fault);
});

const Entry = z
  .strictObject({
    issuer: line.optional(),
    audience: z.union([line.transform((one) => [one]), z.array(line).nonempty()]).optional(),
    secret: z.string().superRefine(refuseWeakSecret).optional(),
    jwks_url: url.optional(),
    jwks_file: line.optional(),
    algorithms: z
      .array(z.enum([...secretAlgorithms, ...publicKeyAlgorithms]))
      .nonempty()
      .optional(),
    token_type: line.optional(),
    id_tokens: z.boolean().default(false),
    subject_prefix: z
      .string()
      .regex(/^[!-~]{0,64}$/, 'must be up to 64 visible ASCII characters')
      .default(''),
    name_claim: claim.default('name'),
    roles_claim: claim.default('roles'),
    tenant_claim: claim.optional(),
  })
  .superRefine((entry, ctx) => {
    const hasKeys = Boolean(entry.jwks_url ?? entry.jwks_file);
    if (entry.secret && hasKeys) {
      ctx.addIssue('has a secret and public keys; an issuer has one or the other, write two entries');
    } else if (!entry.secret && !hasKeys) {
      ctx.addIssue('has no keys; give it a secret, or a jwks_url');
    } else if (hasKeys && !entry.issuer) {
      ctx.addIssue('has public keys, so it needs an issuer: the `iss` of its tokens');
    }
    const allowed: readonly string[] = hasKeys ? publicKeyAlgorithms : secretAlgorithms;
    for (const name of entry.algorithms ?? []) {
      if (!allowed.includes(name))
        ctx.addIssue(`algorithms: ${name} does not go with its keys; use ${allowed.join(', ')}`);
    }
  });

/** The settings as they are written. Secrets have been checked for their strength. */
export interface IssuerSettings {
  AUTH_ISSUERS?: string;
  BETTER_AUTH_URL?: string;
  BETTER_AUTH_JWKS_URL?: string;
  BETTER_AUTH_SECRET?: string;
  BETTER_AUTH_SECRET_PREVIOUS?: string;
}

/** What the settings say, or everything that is wrong with them: one line per fault, with the setting's name. */
export interface ParsedIssuers {
  issuers: IssuerConfig[];
  faults: string[];
}

/** Those of `AUTH_ISSUERS` first, then those of the short forms. Reads the files that entries name. */
export function parseIssuers(settings: IssuerSettings): ParsedIssuers {
  const listed = parseList(settings.AUTH_ISSUERS);
  const betterAuth = parseBetterAuth(settings);
  const secrets = (['BETTER_AUTH_SECRET', 'BETTER_AUTH_SECRET_PREVIOUS'] as const).flatMap((name) => {
    const secret = settings[name];
    return secret ? [issuerWithSecret(name, secret)] : [];
  });
  return {
    issuers: [...listed.issuers, ...betterAuth.issuers, ...secrets],
    faults: [...listed.faults, ...betterAuth.faults],
  };
}

const example = '[{"issuer":"https://example.com","audience":"chat","jwks_url":"https://example.com/jwks"}]';

function parseList(json: string | undefined): ParsedIssuers {
  if (!json) return { issuers: [], faults: [] };
  const parsed = z.array(Entry).safeParse(parseJson(json));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => {
      const [index, ...field] = path;
      if (index === undefined) return `AUTH_ISSUERS: must be a JSON list such as ${example}`;
      const where = [`entry ${Number(index) + 1}`, ...field].join(', ');
      return `AUTH_ISSUERS: ${where}: ${message}`;
    });
    return { issuers: [], faults };
  }
  const faults: string[] = [];
  const issuers = parsed.data.map((entry, index): IssuerConfig => {
    const label = entry.issuer ?? `AUTH_ISSUERS entry ${index + 1}`;
    const more = {
      label,
      issuer: entry.issuer ? [entry.issuer] : [],
      audience: entry.audience ?? [],
      tokenType: entry.token_type,
      acceptsIdTokens: entry.id_tokens,
      subjectPrefix: entry.subject_prefix,
      claims: { name: entry.name_claim, roles: entry.roles_claim, tenant: entry.tenant_claim },
    };
    if (entry.secret)
      return { ...more, algorithms: entry.algorithms ?? ['HS256'], keys: { secret: entry.secret } };
    const jwks = entry.jwks_file === undefined ? undefined : readKeyFile(entry.jwks_file);
    if (typeof jwks === 'string') faults.push(`AUTH_ISSUERS: entry ${index + 1}, jwks_file: ${jwks}`);
    return {
      ...more,
      algorithms: entry.algorithms ?? [...publicKeyAlgorithms],
      keys: { jwksUrls: entry.jwks_url ? [entry.jwks_url] : [], ...(typeof jwks === 'object' && { jwks }) },
    };
  });
  return { issuers, faults };
}

/**
 * Better Auth signs with `iss` and `aud` set to the origin of its `baseURL`, whether or not that has a path. Its keys
 * are below its base path, `/api/auth` unless the operator chose another.
 */
function parseBetterAuth({
  BETTER_AUTH_URL: base,
  BETTER_AUTH_JWKS_URL: keys,
}: IssuerSettings): ParsedIssuers {
  const named = { BETTER_AUTH_URL: base, BETTER_AUTH_JWKS_URL: keys };
  const faults = Object.entries(named).flatMap(([name, value]) => {
    const fault = value && endpointFault(value);
    return fault ? [`${name}: ${fault}`] : [];
  });
  if (faults.length || !(base ?? keys)) return { issuers: [], faults };
  const { origin, pathname } = new URL(base ?? keys!);
  const path = pathname.replace(/\/+$/, '');
  const names = [...new Set([origin, ...(base ? [`${origin}${path}`, base] : [])])];
  const below = [`${origin}${path}/api/auth/jwks`, `${origin}${path}/jwks`];
  return {
    issuers: [
      {
        ...defaults,
        label: origin,
        issuer: names,
        audience: names,
        algorithms: [...publicKeyAlgorithms],
        keys: { jwksUrls: keys ? [keys] : path ? below.reverse() : below },
      },
    ],
    faults: [],
  };
}

/** The keys in a file, or what is wrong with it. */
function readKeyFile(path: string): JwkSet | string {
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code
      ? `cannot be read (${code}); name a file that the server may read`
      : 'is no JSON; save the issuer’s key set in it';
  }
  const parsed = KeyFile.safeParse(read);
  if (!parsed.success) return 'is no key set; it must look like {"keys":[{"kty":"OKP", …}]}';
  if (parsed.data.keys.some((key) => 'd' in key || 'k' in key)) {
    return 'holds private keys; save the public ones alone, as the issuer publishes them';
  }
  return parsed.data;
}

const KeyFile = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).nonempty() });

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
