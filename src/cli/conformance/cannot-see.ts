/** What no black box can know, whatever it is given. Said in every report. */
export const cannotSee: readonly string[] = [
  'Whether a stopped answer is stored with the note that it was stopped, and whether the model call ends.',
  'Hidden items, and what the model is given: they never leave the server, if it is right.',
  'Structured inputs and client tool calls, unless a message of --say makes the assistant ask.',
  'Several pending calls at once, widgets as they stream, and what an action on a widget does.',
  'Whether an uploaded file is kept, read by the model, or deleted with its bytes.',
  'What hooks receive: feedback, contexts, audio, chosen tools and models.',
  'Failures of the model, the store or a tool, which cannot be caused from outside.',
  'Restarts, several replicas, and what happens under load.',
];
