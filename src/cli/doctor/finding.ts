/** What one check found. */
export interface Finding {
  /** What was looked at. */
  name: string;
  level: 'ok' | 'warning' | 'failure';
  /** Never holds a secret. */
  detail: string;
  /** What to do about it. */
  fix?: string;
}

export const ok = (name: string, detail: string): Finding => ({ name, level: 'ok', detail });

export const warning = (name: string, detail: string, fix: string): Finding => ({
  name,
  level: 'warning',
  detail,
  fix,
});

export const failure = (name: string, detail: string, fix: string): Finding => ({
  name,
  level: 'failure',
  detail,
  fix,
});

const marks = { ok: '✓', warning: '!', failure: '✗' } as const;

/** The findings as lines for a terminal. */
export function toLines(findings: readonly Finding[]): string[] {
  const width = Math.max(...findings.map(({ name }) => name.length));
  return findings.flatMap(({ name, level, detail, fix }) => [
    `${marks[level]} ${name.padEnd(width)}  ${detail}`,
    ...(fix ? [`${' '.repeat(width + 4)}fix: ${fix}`] : []),
  ]);
}
