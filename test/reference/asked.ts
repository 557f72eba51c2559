interface InputItem {
  type?: string;
  role?: string;
  content?: string | { type: string; text?: string; refusal?: string; image_url?: string }[];
  call_id?: string;
  name?: string;
  arguments?: string;
  output?: unknown;
}

/** What a model was asked, in as many words as both SDKs need: who says what, and which calls had which outputs. */
export function toAsked(request: Record<string, unknown>): unknown[] {
  return (request.input as InputItem[]).map(
    ({ role, type, content, call_id, name, arguments: args, output }) => {
      if (role) return { role, says: typeof content === 'string' ? content : content?.map(toWords) };
      return {
        type,
        call_id,
        ...(name && { name, arguments: args }),
        ...(output !== undefined && { output }),
      };
    },
  );
}

const toWords = (part: { text?: string; refusal?: string; image_url?: string }) =>
  part.text ?? part.refusal ?? part.image_url;
