// Secrets inside of texts, whatever their name: what is known by its form, and what is too random to be a word.

/** Stands for what is not shown. */
export const hidden = '•••';

/** Every pattern looks at a bounded stretch from a literal beginning, so that no text, however odd, takes long. */
const rules: readonly [RegExp, string][] = [
  // Keys in PEM, also those that are cut off.
  [
    /-----BEGIN [A-Z0-9 ]{0,40}(?:PRIVATE KEY|CERTIFICATE)[A-Z ]{0,20}-----[^-]{0,8192}(?:-----END [^-]{1,60}-----)?/g,
    hidden,
  ],
  [/\b(bearer|basic|digest|negotiate)(\s{1,4})[\w.~+/=-]{6,4096}/gi, `$1$2${hidden}`],
  // Signed tokens: JWT and its like.
  [/\beyJ[\w-]{6,4096}\.[\w-]{2,4096}(?:\.[\w-]{0,4096}){0,3}/g, hidden],
  // Keys that say whose they are.
  [/\b(?:sk|pk|rk|whsec|shpat|shpss)[-_][\w-]{8,512}/g, hidden],
  [/\b(?:ak|api|key|sess)[-_](?=[\w-]{0,64}\d)[\w-]{12,512}/g, hidden],
  [/\b(?:gh[opusr]|github_pat|glpat|glrt|npm|pypi|hf|dop_v1|r8|xox[abeprs]|xapp)[-_][\w-]{10,512}/g, hidden],
  [/\b(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z0-9]{12,32}\b/g, hidden],
  [/\b(?:AIza|ya29\.|1\/\/0|SG\.)[\w.-]{24,512}/g, hidden],
  // A password in an address.
  [/(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,200}):[^\s/@]{1,200}@/gi, `$1:${hidden}@`],
  // `password=…`, `"api_key": "…"`, inside a longer text.
  [
    /((?:passw(?:or)?d|passphrase|secret|token|api[-_ ]?key|access[-_ ]?key|authorization|cookie|pwd)["']?\s{0,4}[=:]\s{0,4})(?:"[^"]{1,1024}"?|'[^']{1,1024}'?|[^\s"',;&]{1,1024})/gi,
    `$1${hidden}`,
  ],
];

/** Runs that could be an encoded secret. */
const encoded = /[A-Za-z0-9+/_=-]{32,}/g;
const hexDigits = /^(?:[0-9a-f]{32,}|[0-9A-F]{32,})$/;
/** Within a run: long stretches of letters and digits, which words and paths do not have. */
const stretch = /[A-Za-z0-9]{20,}/g;

/** The text without what looks like a secret. Cut long texts before: they are read to the end. */
export function withoutSecrets(text: string): string {
  const known = rules.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text);
  return known.replace(encoded, (run) => (isRandom(run) ? hidden : run));
}

function isRandom(run: string): boolean {
  const stretches = run.match(stretch) ?? [];
  return stretches.some(
    (part) => hexDigits.test(part) || (/[a-z]/.test(part) && /[A-Z]/.test(part) && /[0-9]/.test(part)),
  );
}
