import type { Failure } from './failure.js';

/** Where an outside server's troubles are told. */
export interface OutsideLog {
  warn(line: Record<string, unknown>): void;
  log(line: Record<string, unknown>): void;
}

/** Tells of a server that fails once, whoever it fails and how often, and once when nobody is failed any more. */
export class OutageLog {
  private readonly failing = new Set<string>();

  constructor(
    private readonly server: string,
    private readonly logger: OutsideLog,
  ) {}

  get isOpen(): boolean {
    return this.failing.size > 0;
  }

  /** @param who Whose dealings with the server failed. */
  failed(who: string, { reason, status }: Failure): void {
    if (!this.isOpen) {
      const line = {
        msg: 'an outside MCP server fails; its tools are left out',
        server: this.server,
        reason,
      };
      this.logger.warn({ ...line, ...(status && { status }) });
    }
    this.failing.add(who);
  }

  worked(who: string): void {
    if (this.failing.delete(who) && !this.isOpen) {
      this.logger.log({ msg: 'an outside MCP server is well again', server: this.server });
    }
  }

  /** Nothing is known any more of how the server is for somebody. */
  forget(who: string): void {
    this.failing.delete(who);
  }
}
