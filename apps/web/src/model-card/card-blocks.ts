/** A block of a model card's text. */
export type CardBlock =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** A part of a line: plain, strong or code. */
export interface CardSpan {
  readonly kind: 'plain' | 'strong' | 'code';
  readonly text: string;
}

const HEADING = /^(#{1,6})\s+(.*)$/;
const ITEM = /^[-*]\s+(.*)$/;
const TABLE_ROW = /^\|.*\|$/;
const TABLE_RULE = /^\|[\s|:-]+\|$/;

/**
 * The blocks of a text in the small part of Markdown that model cards are written in: headings, paragraphs, lists, tables. Anything else,
 * HTML too, is text like any other.
 */
export function cardBlocks(markdown: string): readonly CardBlock[] {
  return markdown
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}|\n(?=#{1,6}\s)|(?<=(?:^|\n)#{1,6}\s[^\n]*)\n/)
    .map((chunk) => chunk.split('\n').filter((line) => line.trim() !== ''))
    .filter((lines) => lines.length > 0)
    .flatMap(blocksOf);
}

function blocksOf(lines: readonly string[]): readonly CardBlock[] {
  const heading = HEADING.exec(lines[0]!);
  if (heading && lines.length === 1) return [{ kind: 'heading', level: heading[1]!.length, text: heading[2]! }];
  if (lines.length > 1 && TABLE_ROW.test(lines[0]!.trim()) && TABLE_RULE.test(lines[1]!.trim())) {
    return [{ kind: 'table', head: cellsOf(lines[0]!), rows: lines.slice(2).map(cellsOf) }];
  }
  const firstItem = lines.findIndex((line) => ITEM.test(line));
  if (firstItem === -1) return [{ kind: 'paragraph', text: lines.join(' ') }];
  const before = lines.slice(0, firstItem);
  const items: string[] = [];
  for (const line of lines.slice(firstItem)) {
    const item = ITEM.exec(line);
    if (item) items.push(item[1]!);
    else items[items.length - 1] += ` ${line.trim()}`;
  }
  const list: CardBlock = { kind: 'list', items };
  return before.length > 0 ? [{ kind: 'paragraph', text: before.join(' ') }, list] : [list];
}

function cellsOf(line: string): string[] {
  return line
    .trim()
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}

/** The parts of a line: `**strong**` and `` `code` ``; an opening mark without its end stays as it is. */
export function cardSpans(text: string): readonly CardSpan[] {
  return text
    .split(/(\*\*[^*]+\*\*|`[^`]+`)/)
    .filter((part) => part !== '')
    .map((part): CardSpan => {
      if (/^\*\*[^*]+\*\*$/.test(part)) return { kind: 'strong', text: part.slice(2, -2) };
      if (/^`[^`]+`$/.test(part)) return { kind: 'code', text: part.slice(1, -1) };
      return { kind: 'plain', text: part };
    });
}
