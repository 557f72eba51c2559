/** The address of an image that may be shown: from the web, or carried in the address itself. */
export function safeImage(src: unknown): string | undefined {
  return typeof src === 'string' && /^(https?:\/\/|data:image\/)/i.test(src) ? src : undefined;
}
