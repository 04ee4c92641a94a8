/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, render, screen } from '@testing-library/react';
import { CardText } from './card-text.js';

afterEach(cleanup);

function shown(markdown: string): HTMLElement {
  render(<CardText markdown={markdown} lang="en" />);
  return screen.getByTestId('card-text');
}

const CARD = `# Model card: risk 2

Research demonstrator.
Not a medical device.

- **Use**: to order a ward (\`npm run evaluate\`).
- **Limits**: learnt from a simulation,
  never from a patient.

## Compared

Two models.

| | AUC |
|--|--|
| additive | 0.81 (0.77–0.85) |
| trees | 0.80 |
### Of note
Nothing.
`;

describe('the text of a model card', () => {
  it('keeps its paragraphs, lists and marks; the title stands on the page already', () => {
    const text = shown(CARD);
    expect(text.querySelector('p')?.textContent).toBe('Research demonstrator. Not a medical device.');
    expect([...text.querySelectorAll('li')].map(({ textContent }) => textContent)).toEqual([
      'Use: to order a ward (npm run evaluate).',
      'Limits: learnt from a simulation, never from a patient.',
    ]);
    expect(text.querySelector('li b')?.textContent).toBe('Use');
    expect(text.querySelector('li code')?.textContent).toBe('npm run evaluate');
    expect(text.textContent).not.toContain('Model card: risk 2');
  });

  it('keeps its tables, each row under its name', () => {
    const text = shown(CARD);
    expect([...text.querySelectorAll('thead th')].map(({ textContent }) => textContent)).toEqual(['AUC']);
    expect(
      [...text.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent)),
    ).toEqual([
      ['additive', '0.81 (0.77–0.85)'],
      ['trees', '0.80'],
    ]);
    expect(text.querySelector('details summary')?.textContent).toBe('Compared');
    expect(text.querySelector('details h3')?.textContent).toBe('Of note');
    expect(text.querySelector('details')?.textContent).toContain('Nothing.');
  });

  it('never becomes markup of the page', () => {
    const text = shown(
      [
        'Before <img src=x onerror="alert(1)"> **<b onclick=1>x</b>** [here](javascript:alert(1))',
        '',
        '<script>alert(1)</script>',
        '',
        '- <iframe src="https://example.org"></iframe>',
      ].join('\n'),
    );
    expect(text.querySelectorAll('img, script, iframe, a, [onclick], [onerror]')).toHaveLength(0);
    expect(text.textContent).toContain('<script>alert(1)</script>');
    expect(text.textContent).toContain('<b onclick=1>x</b>');
  });

  it('shows what it does not understand as it stands', () => {
    expect(shown('a **half mark and | a bar').textContent).toBe('a **half mark and | a bar');
  });
});
