/** How far a tool's call is. */
export interface ToolProgress {
  /** The tool's name, as it is offered to the model. */
  tool: string;
  /** Grows with every report. */
  progress: number;
  /** What `progress` will be at the end, where the tool knows. */
  total?: number;
  /** One line of the tool's own words: data, not to be believed. */
  message?: string;
}

/** Called as often as a tool reports. */
export type OnToolProgress = (progress: ToolProgress) => void;
