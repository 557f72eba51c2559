import { failures } from './errors.js';
import { failureTexts } from './error-texts.js';
import type { InEveryLanguage } from './language.js';

// Why a token or the secret of a session is refused: a name for programs, a hint for whoever writes a client, and words for the person who is
// signed in with it. None of them holds anything of the token or of what the server expects.

const signIn: InEveryLanguage<string> = {
  ...(failureTexts.unauthorized as Omit<InEveryLanguage<string>, 'en'>),
  en: failures.unauthorized.text,
};
const unreadable: InEveryLanguage<string> = {
  en: 'Your sign-in could not be read. Please sign in again.',
  de: 'Ihre Anmeldung konnte nicht gelesen werden. Bitte melden Sie sich erneut an.',
  es: 'No se ha podido leer tu inicio de sesión. Vuelve a iniciar sesión.',
  fr: 'Votre connexion n’a pas pu être lue. Veuillez vous reconnecter.',
  ja: 'サインイン情報を読み取れませんでした。もう一度サインインしてください。',
  pt: 'Não foi possível ler o seu início de sessão. Inicie sessão novamente.',
};
const unproven: InEveryLanguage<string> = {
  en: 'Your sign-in could not be verified. Please sign in again.',
  de: 'Ihre Anmeldung konnte nicht bestätigt werden. Bitte melden Sie sich erneut an.',
  es: 'No se ha podido verificar tu inicio de sesión. Vuelve a iniciar sesión.',
  fr: 'Votre connexion n’a pas pu être vérifiée. Veuillez vous reconnecter.',
  ja: 'サインイン情報を確認できませんでした。もう一度サインインしてください。',
  pt: 'Não foi possível verificar o seu início de sessão. Inicie sessão novamente.',
};
const incomplete: InEveryLanguage<string> = {
  en: 'Your sign-in is incomplete. Please sign in again.',
  de: 'Ihre Anmeldung ist unvollständig. Bitte melden Sie sich erneut an.',
  es: 'Tu inicio de sesión está incompleto. Vuelve a iniciar sesión.',
  fr: 'Votre connexion est incomplète. Veuillez vous reconnecter.',
  ja: 'サインイン情報が不完全です。もう一度サインインしてください。',
  pt: 'O seu início de sessão está incompleto. Inicie sessão novamente.',
};
const elsewhere: InEveryLanguage<string> = {
  en: 'Your sign-in is meant for another application.',
  de: 'Ihre Anmeldung gilt für eine andere Anwendung.',
  es: 'Tu inicio de sesión es para otra aplicación.',
  fr: 'Votre connexion est destinée à une autre application.',
  ja: 'このサインインは別のアプリケーション用です。',
  pt: 'O seu início de sessão destina-se a outra aplicação.',
};
const untrusted: InEveryLanguage<string> = {
  en: 'Your sign-in comes from a service that is not accepted here.',
  de: 'Ihre Anmeldung stammt von einem Dienst, der hier nicht akzeptiert wird.',
  es: 'Tu inicio de sesión procede de un servicio que no se acepta aquí.',
  fr: 'Votre connexion provient d’un service qui n’est pas accepté ici.',
  ja: 'このサインインの発行元はここでは受け付けられません。',
  pt: 'O seu início de sessão vem de um serviço que não é aceite aqui.',
};
const expired: InEveryLanguage<string> = {
  en: 'Your sign-in has expired. Please sign in again.',
  de: 'Ihre Anmeldung ist abgelaufen. Bitte melden Sie sich erneut an.',
  es: 'Tu sesión ha caducado. Vuelve a iniciar sesión.',
  fr: 'Votre session a expiré. Veuillez vous reconnecter.',
  ja: 'サインインの有効期限が切れました。もう一度サインインしてください。',
  pt: 'A sua sessão expirou. Inicie sessão novamente.',
};
const early: InEveryLanguage<string> = {
  en: 'Your sign-in is not valid yet. Please try again in a moment.',
  de: 'Ihre Anmeldung ist noch nicht gültig. Bitte versuchen Sie es gleich noch einmal.',
  es: 'Tu inicio de sesión aún no es válido. Inténtalo de nuevo dentro de un momento.',
  fr: 'Votre connexion n’est pas encore valide. Veuillez réessayer dans un instant.',
  ja: 'サインインはまだ有効ではありません。しばらくしてからもう一度お試しください。',
  pt: 'O seu início de sessão ainda não é válido. Tente novamente em instantes.',
};
const uncheckable: InEveryLanguage<string> = {
  en: 'Your sign-in cannot be checked just now. Please try again in a moment.',
  de: 'Ihre Anmeldung kann gerade nicht geprüft werden. Bitte versuchen Sie es gleich noch einmal.',
  es: 'Ahora mismo no se puede comprobar tu inicio de sesión. Inténtalo de nuevo dentro de un momento.',
  fr: 'Votre connexion ne peut pas être vérifiée pour le moment. Veuillez réessayer dans un instant.',
  ja: '現在サインイン情報を確認できません。しばらくしてからもう一度お試しください。',
  pt: 'De momento não é possível verificar o seu início de sessão. Tente novamente em instantes.',
};

const signedOut: InEveryLanguage<string> = {
  en: 'You have been signed out. Please sign in again.',
  de: 'Sie wurden abgemeldet. Bitte melden Sie sich erneut an.',
  es: 'Se ha cerrado tu sesión. Vuelve a iniciar sesión.',
  fr: 'Vous avez été déconnecté. Veuillez vous reconnecter.',
  ja: 'サインアウトされました。もう一度サインインしてください。',
  pt: 'A sua sessão foi terminada. Inicie sessão novamente.',
};

interface Refusal {
  /** What a person is told. */
  text: InEveryLanguage<string>;
  /** For whoever writes a client: ASCII without quotes, as RFC 6750 has it for `error_description`. */
  hint: string;
}

/** Every reason for which a token, or the secret of a session, is refused. `docs/auth.md` shows this table. */
export const tokenRefusals = {
  missing: { text: signIn, hint: 'Send the token in an Authorization: Bearer header.' },
  duplicate: { text: unreadable, hint: 'Send one Authorization header with one token in it.' },
  malformed: {
    text: unreadable,
    hint: 'The token is no JWT in compact form: three base64url parts with dots between.',
  },
  opaque: { text: unreadable, hint: 'The token says nothing by itself. Send a signed JWT of the issuer.' },
  encrypted: {
    text: unreadable,
    hint: 'The token is encrypted (JWE), as session cookies of Auth.js are. Send a signed JWT (JWS).',
  },
  unsupported: {
    text: unreadable,
    hint: 'The header of the token asks for an extension that is not supported.',
  },
  wrong_type: {
    text: elsewhere,
    hint: 'The token is no access token. Send the access token, not the ID or refresh token.',
  },
  algorithm_not_allowed: {
    text: unproven,
    hint: 'The token is signed with an algorithm that is not allowed for its issuer.',
  },
  unknown_issuer: {
    text: untrusted,
    hint: 'The issuer (iss) of the token is not one that this server trusts.',
  },
  unknown_key: { text: unproven, hint: 'The issuer has no key with the kid of the token. Get a new token.' },
  keys_unavailable: {
    text: uncheckable,
    hint: 'The keys of the issuer cannot be read just now. Try again in half a minute.',
  },
  bad_signature: { text: unproven, hint: 'The signature of the token is wrong.' },
  expired: { text: expired, hint: 'The token has expired (exp). Get a new one.' },
  not_yet_valid: { text: early, hint: 'The token is not valid yet (nbf). Compare the clocks.' },
  wrong_audience: { text: elsewhere, hint: 'The token is for another audience (aud).' },
  missing_claim: { text: incomplete, hint: 'The token has no exp.' },
  bad_claim: { text: incomplete, hint: 'A claim of the token is not of the kind that it must be.' },
  bad_subject: {
    text: incomplete,
    hint: 'The token has no usable subject (sub): a text of 1 to 255 characters.',
  },
  signed_out: {
    text: signedOut,
    hint: 'The person signed out everywhere after the token was issued. Get a new one.',
  },
  session_invalid: {
    text: unproven,
    hint: 'This is no secret of a session of this server. Start a new session.',
  },
  session_expired: {
    text: expired,
    hint: 'The secret of the session has expired. Refresh it, or start a new session.',
  },
  session_ended: { text: signedOut, hint: 'The session has ended. Start a new one.' },
  session_not_enough: {
    text: signIn,
    hint: 'The secret of a session is for chatting alone, at /chatkit and /api/chatkit. Send your own token.',
  },
} as const satisfies Record<string, Refusal>;

/** The name of a reason, for programs. */
export type TokenReason = keyof typeof tokenRefusals;
