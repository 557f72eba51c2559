import { inEveryLanguage, numberIn, type InEveryLanguage, type Language } from '../protocol/language.js';

// What people are told of files that are not taken.

export const noRoom: InEveryLanguage<string> = {
  en: 'There is no room left for this file. Delete conversations that you no longer need, and try again.',
  de: 'Für diese Datei ist kein Platz mehr. Löschen Sie Unterhaltungen, die Sie nicht mehr brauchen, und versuchen Sie es noch einmal.',
  es: 'No queda espacio para este archivo. Elimina conversaciones que ya no necesites y vuelve a intentarlo.',
  fr: 'Il n’y a plus de place pour ce fichier. Supprimez des conversations dont vous n’avez plus besoin, puis réessayez.',
  ja: 'このファイルを保存する空きがありません。不要な会話を削除してから、もう一度お試しください。',
  pt: 'Não há mais espaço para este arquivo. Exclua conversas de que não precisa mais e tente novamente.',
};

export const emptyFile: InEveryLanguage<string> = {
  en: 'The file is empty.',
  de: 'Die Datei ist leer.',
  es: 'El archivo está vacío.',
  fr: 'Le fichier est vide.',
  ja: 'ファイルが空です。',
  pt: 'O arquivo está vazio.',
};

export const typeNotTaken: InEveryLanguage<string> = {
  en: 'Files of this kind cannot be attached here.',
  de: 'Dateien dieser Art können hier nicht angehängt werden.',
  es: 'Aquí no se pueden adjuntar archivos de este tipo.',
  fr: 'Ce type de fichier ne peut pas être joint ici.',
  ja: 'この種類のファイルは添付できません。',
  pt: 'Não é possível anexar arquivos deste tipo aqui.',
};

export const notWhatItClaims: InEveryLanguage<string> = {
  en: 'The file is damaged, or of another kind than its name says.',
  de: 'Die Datei ist beschädigt oder von anderer Art, als ihr Name sagt.',
  es: 'El archivo está dañado o es de otro tipo del que indica su nombre.',
  fr: 'Le fichier est endommagé ou n’est pas du type que son nom indique.',
  ja: 'ファイルが破損しているか、名前と異なる種類です。',
  pt: 'O arquivo está danificado ou é de um tipo diferente do que o nome indica.',
};

export const tooManyPixels: InEveryLanguage<string> = {
  en: 'The picture has too many pixels. Make it smaller, and try again.',
  de: 'Das Bild hat zu viele Bildpunkte. Verkleinern Sie es, und versuchen Sie es noch einmal.',
  es: 'La imagen tiene demasiados píxeles. Redúcela y vuelve a intentarlo.',
  fr: 'L’image a trop de pixels. Réduisez-la, puis réessayez.',
  ja: '画像の画素数が多すぎます。縮小してから、もう一度お試しください。',
  pt: 'A imagem tem pixels demais. Reduza-a e tente novamente.',
};

/** What a file may have at most, in megabytes where that is a number to read. */
export function tooLarge(maxBytes: number): InEveryLanguage<string> {
  const [count, unit] =
    maxBytes >= 1_048_576 ? [Math.floor(maxBytes / 104_857.6) / 10, 'MB'] : [maxBytes, 'B'];
  return inEveryLanguage((language: Language) => largest[language](`${numberIn(count, language)} ${unit}`));
}

const largest: InEveryLanguage<(size: string) => string> = {
  en: (size) => `The file is too large: ${size} at most.`,
  de: (size) => `Die Datei ist zu groß: höchstens ${size}.`,
  es: (size) => `El archivo es demasiado grande: ${size} como máximo.`,
  fr: (size) => `Le fichier est trop volumineux : ${size} au maximum.`,
  ja: (size) => `ファイルが大きすぎます。上限は${size}です。`,
  pt: (size) => `O arquivo é grande demais: ${size} no máximo.`,
};

export const sizeDiffers: InEveryLanguage<string> = {
  en: 'The file is not as large as it was announced. Attach it again.',
  de: 'Die Datei ist nicht so groß wie angekündigt. Hängen Sie sie noch einmal an.',
  es: 'El archivo no tiene el tamaño anunciado. Vuelve a adjuntarlo.',
  fr: 'Le fichier n’a pas la taille annoncée. Joignez-le à nouveau.',
  ja: 'ファイルのサイズが申告と異なります。もう一度添付してください。',
  pt: 'O arquivo não tem o tamanho anunciado. Anexe-o novamente.',
};
