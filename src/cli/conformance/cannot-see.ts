/** What no black box can know, whatever it is given. Said in every report. */
export const cannotSee: readonly string[] = [
  'Whether a stopped answer is stored with the note that it was stopped, and whether the model call ends.',
  'Hidden items, and what the model is given: they never leave the server, if it is right.',
  'Structured inputs, client tool calls and widgets, unless the assistant makes them by itself.',
  'Answers to a second submission, several pending calls, and actions on a widget: they need those items.',
  'Whether an uploaded file is kept, read by the model, or deleted with its bytes.',
  'What hooks receive: feedback, contexts, audio, chosen tools and models.',
  'Failures of the model, the store or a tool, which cannot be caused from outside.',
  'Restarts, several replicas, and what happens under load.',
];
