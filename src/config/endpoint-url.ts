import { BlockList, isIP } from 'node:net';

// Which addresses an operator may write without TLS: those that never leave the machine or its private network.

const privateRanges = new BlockList();
for (const [net, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
] as const) {
  privateRanges.addSubnet(net, bits, 'ipv4');
}
privateRanges.addAddress('::1', 'ipv6');
privateRanges.addSubnet('fc00::', 7, 'ipv6');

/** Names that public DNS does not have: one word (a container, a service of a cluster), or a private ending. */
const privateName = /^[^.]+$|\.(localhost|local|internal|lan)$/;

/** What is wrong with the URL of a server that this one calls, and the fix; undefined when nothing is. */
export function endpointFault(text: string): string | undefined {
  if (!URL.canParse(text)) return 'must be an absolute URL such as https://mcp.example.com/mcp';
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'must begin with https://';
  if (username || password) return 'must not hold a name or password; use headers or auth';
  if (hash) return 'must not end with a #fragment';
  if (protocol === 'http:' && !isPrivate(hostname)) {
    return 'must begin with https://; plain http is for this machine and private networks only';
  }
  return undefined;
}

function isPrivate(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  if (family) return privateRanges.check(host, family === 4 ? 'ipv4' : 'ipv6');
  return privateName.test(host);
}
