import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';

export interface WatchedOutput {
  /** Everything that was logged or printed, at any level, as deep as its objects go. */
  text(): string;
  stop(): void;
}

/** Listens to the log before anything is taken out of it, to the console, and to what is written past both. */
export function watchOutput(): WatchedOutput {
  const lines: string[] = [];
  const note = (...said: unknown[]) => void lines.push(inspect(said, { depth: 12, showHidden: true }));
  Logger.overrideLogger({ log: note, error: note, warn: note, debug: note, verbose: note, fatal: note });
  const spies = [
    ...(['log', 'info', 'warn', 'error', 'debug', 'trace'] as const).map((method) =>
      jest.spyOn(console, method).mockImplementation(note),
    ),
    ...([process.stdout, process.stderr] as const).map((stream) =>
      jest.spyOn(stream, 'write').mockImplementation((chunk) => {
        note(String(chunk));
        return true;
      }),
    ),
  ];
  return {
    text: () => lines.join('\n'),
    stop: () => {
      spies.forEach((spy) => spy.mockRestore());
      Logger.overrideLogger(false);
    },
  };
}
