// The part of busboy that `sent-file.ts` uses; the package brings no types.
declare module 'busboy' {
  import type { IncomingHttpHeaders } from 'node:http';
  import type { Readable, Writable } from 'node:stream';

  interface Options {
    headers: IncomingHttpHeaders;
    defParamCharset?: string;
    limits?: Partial<
      Record<
        'fieldNameSize' | 'fieldSize' | 'fields' | 'fileSize' | 'files' | 'parts' | 'headerPairs',
        number
      >
    >;
  }

  interface Busboy extends Writable {
    on(
      event: 'file',
      listener: (
        name: string | undefined,
        file: Readable,
        info: { filename?: string; mimeType: string },
      ) => void,
    ): this;
    on(event: 'filesLimit' | 'partsLimit' | 'fieldsLimit' | 'close', listener: () => void): this;
    on(event: 'error', listener: (error: unknown) => void): this;
  }

  /** @throws Error for headers that are no form's. */
  export default function busboy(options: Options): Busboy;
}
