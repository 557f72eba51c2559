import type { Locator, Page } from 'playwright-core';

/** The list of tasks in the conversation, by what a person sees of it. */
export class TaskPanel {
  readonly panel: Locator;
  readonly field: Locator;

  constructor(page: Page) {
    this.panel = page.getByRole('region', { name: 'Tasks' });
    this.field = this.panel.getByRole('textbox', { name: 'Add a task' });
  }

  /** A button of the row that shows this title. */
  button(name: string, title: string): Locator {
    return this.panel.getByRole('button', { name, description: title });
  }

  shows(text: string): Promise<void> {
    return this.panel.getByText(text, { exact: true }).waitFor();
  }
}
