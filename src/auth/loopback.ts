import type { Request } from 'express';

const loopbackAddress = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const loopbackName = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|::1)$/;

/** Whether a host is called by a name that means this machine wherever it is used. @param host Without its port. */
export function isLoopbackName(host: string): boolean {
  return loopbackName.test(host);
}

/**
 * Whether a request comes from this machine and was meant for it. The `Host` header is looked at too: a page
 * elsewhere whose name resolves to 127.0.0.1 reaches the socket, but not under a loopback name. A request that
 * a proxy forwarded is not local, wherever the proxy runs.
 */
export function isLoopback(request: Request): boolean {
  return (
    loopbackAddress.test(request.socket.remoteAddress ?? '') &&
    isLoopbackName((request.headers.host ?? '').replace(/:\d+$/, '')) &&
    request.headers['x-forwarded-for'] === undefined &&
    request.headers.forwarded === undefined
  );
}
