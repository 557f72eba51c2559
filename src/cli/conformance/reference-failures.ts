/** What the Python reference (openai-chatkit 1.6.5 on FastAPI) is known to fail, and why. */
export const referenceFailures: Readonly<Record<string, string>> = {};
