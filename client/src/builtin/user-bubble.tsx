import type { Attachment } from '../../../src/protocol/attachments';

interface UserBubbleProps {
  text: string;
  quoted?: string;
  attachments: readonly Attachment[];
}

/** What a person has said, and the files that went with it. */
export function UserBubble({ text, quoted, attachments }: UserBubbleProps) {
  const pictures = attachments.filter((file) => file.type === 'image');
  return (
    <article className="message user">
      <h3 className="sr-only">You said</h3>
      {quoted && <blockquote>{quoted}</blockquote>}
      {pictures.map(({ id, preview_url }) => (
        // Its name stands below.
        <img key={id} className="attached-picture" src={preview_url} alt="" />
      ))}
      {text && <p className="bubble">{text}</p>}
      {attachments.length > 0 && (
        <p className="attachments">{attachments.map(({ name }) => name).join(', ')}</p>
      )}
    </article>
  );
}
