/** CPU that a process has used, in microseconds. */
export interface Used {
  cpuMicros: number;
}

/** Lets the parent ask this process what it has used so far: of the processor, by all its threads. */
export function onUsageAsked(): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send!({ cpuMicros: user + system } satisfies Used);
  });
}
