import { memo, type ReactNode } from 'react';
import { parseBlocks, parseInline, type Block, type Inline } from './parse-markdown';

/** Markdown as React elements. Nothing in the text can become markup of its own: there is no HTML on the way. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return <div className="markdown">{parseBlocks(text).map(renderBlock)}</div>;
});

function renderBlock(block: Block, key: number): ReactNode {
  switch (block.type) {
    case 'code':
      return (
        <pre key={key} tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      );
    case 'heading':
      return (
        <p key={key} className="heading">
          {renderInline(block.text)}
        </p>
      );
    case 'list': {
      const items = block.items.map((item, index) => <li key={index}>{renderInline(item)}</li>);
      return block.ordered ? (
        <ol key={key} start={block.start}>
          {items}
        </ol>
      ) : (
        <ul key={key}>{items}</ul>
      );
    }
    case 'paragraph':
      return <p key={key}>{renderInline(block.text)}</p>;
  }
}

const renderInline = (text: string): ReactNode[] => parseInline(text).map(renderSpan);

function renderSpan(span: Inline, key: number): ReactNode {
  switch (span.type) {
    case 'text':
      return span.text;
    case 'break':
      return <br key={key} />;
    case 'code':
      return <code key={key}>{span.text}</code>;
    case 'strong':
      return <strong key={key}>{renderInline(span.text)}</strong>;
    case 'em':
      return <em key={key}>{renderInline(span.text)}</em>;
    case 'link':
      return (
        <a key={key} href={span.url} target="_blank" rel="noopener noreferrer">
          {span.text}
        </a>
      );
  }
}
