// Arguments whose name says that their value is nobody's to see.

/** Anywhere in a name that is written without separators: `userPassword`, `x-api-key`, `DB_PASSWD`. */
const telling =
  /passw(or)?d|passphrase|passcode|secret|credential|authori[sz]ation|cookie|bearer|jwt|apikey|accesskey|privatekey|signingkey|encryptionkey|clientkey|sessionkey|masterkey|connectionstring|passwort|kennwort|contraseña|contrasena|senha|motdepasse|パスワード/u;

/** Words too short to look for inside others: `pin` stands in `shipping`. */
const tellingWords: ReadonlySet<string> = new Set([
  'auth',
  'cvc',
  'cvv',
  'dsn',
  'otp',
  'pass',
  'pin',
  'pwd',
  'sid',
  'ssn',
  'totp',
]);

/** A number of tokens is a measure; anything else of that name opens a door. */
const token = /tokens?$/;

/** A name as it is compared: no difference of case, width, accents' form or separators. */
export const normalName = (name: string) => words(name).join('');

/** @param extra Names that an operator added, in their normal form. */
export function isSecretName(name: string, value: unknown, extra: ReadonlySet<string>): boolean {
  const parts = words(name);
  const whole = parts.join('');
  if (extra.has(whole) || telling.test(whole) || parts.some((part) => tellingWords.has(part))) return true;
  return token.test(whole) && typeof value !== 'number';
}

/** Names are written as `api_key`, `api-key`, `apiKey` and `APIKey`. */
function words(name: string): string[] {
  return name
    .slice(0, 200)
    .normalize('NFKC')
    .replace(/(\p{Ll}|\p{N})(?=\p{Lu})/gu, '$1 ')
    .replace(/(\p{Lu})(?=\p{Lu}\p{Ll})/gu, '$1 ')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
