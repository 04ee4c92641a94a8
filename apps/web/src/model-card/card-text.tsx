import { useMemo, type JSX } from 'react';
import { cardBlocks, cardSpans, type CardBlock } from './card-blocks.js';

/** A chapter of a card: what stands under one heading of the second level. */
interface Chapter {
  readonly title: string;
  readonly blocks: readonly CardBlock[];
}

/** A model card as it was written: its opening whole, its further chapters to be opened. Its text becomes elements, never HTML. */
export function CardText({ markdown, lang }: { readonly markdown: string; readonly lang: string }) {
  const { opening, chapters } = useMemo(() => chaptersOf(cardBlocks(markdown)), [markdown]);
  return (
    <div className="card-text" lang={lang} data-testid="card-text">
      <Blocks blocks={opening} />
      {chapters.map(({ title, blocks }) => (
        <details key={title}>
          <summary>{title}</summary>
          <div className="card-text">
            <Blocks blocks={blocks} />
          </div>
        </details>
      ))}
    </div>
  );
}

function chaptersOf(blocks: readonly CardBlock[]): { opening: readonly CardBlock[]; chapters: readonly Chapter[] } {
  const opening: CardBlock[] = [];
  const chapters: { title: string; blocks: CardBlock[] }[] = [];
  for (const block of blocks) {
    // The page's own title stands for the card's.
    if (block.kind === 'heading' && block.level === 1) continue;
    if (block.kind === 'heading' && block.level === 2) chapters.push({ title: block.text, blocks: [] });
    else (chapters.at(-1)?.blocks ?? opening).push(block);
  }
  return { opening, chapters };
}

function Blocks({ blocks }: { readonly blocks: readonly CardBlock[] }) {
  return blocks.map((block, place) => <Block key={place} block={block} />);
}

function Block({ block }: { readonly block: CardBlock }): JSX.Element {
  switch (block.kind) {
    case 'heading':
      return (
        <h3>
          <Spans text={block.text} />
        </h3>
      );
    case 'paragraph':
      return (
        <p>
          <Spans text={block.text} />
        </p>
      );
    case 'list':
      return (
        <ul>
          {block.items.map((item, place) => (
            <li key={place}>
              <Spans text={item} />
            </li>
          ))}
        </ul>
      );
    case 'table':
      return <Table head={block.head} rows={block.rows} />;
  }
}

function Table({ head, rows }: Pick<Extract<CardBlock, { kind: 'table' }>, 'head' | 'rows'>) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={head.filter((cell) => cell !== '').join(', ')}>
      <table className="figures-table">
        <thead>
          <tr>
            {head.map((cell, place) =>
              cell === '' ? (
                <td key={place} />
              ) : (
                <th key={place} scope="col">
                  <Spans text={cell} />
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            <tr key={place}>
              {row.map((cell, column) =>
                column === 0 ? (
                  <th key={column} scope="row">
                    <Spans text={cell} />
                  </th>
                ) : (
                  <td key={column}>
                    <Spans text={cell} />
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Spans({ text }: { readonly text: string }) {
  return cardSpans(text).map(({ kind, text: part }, place) => {
    if (kind === 'strong') return <b key={place}>{part}</b>;
    if (kind === 'code') return <code key={place}>{part}</code>;
    return part;
  });
}
