/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import type { CurrentModelResponse } from '@airway-twin/contracts/risk-model';
import { SpeechProvider } from '../i18n/speech.js';
import { createSessionKeeper } from '../session/session-store.js';
import { SessionProvider } from '../shell/session-context.js';
import { NOON_MS } from '../testing/builders.js';
import { aCurrentModel } from '../testing/current-model.js';
import { A_MODEL } from '../testing/scored-risk.js';
import { ModelsPanel } from './models-panel.js';

let calls: string[] = [];
let reloaded: () => Response;

beforeEach(() => {
  calls = [];
  globalThis.fetch = (path, init) => {
    const method = init?.method ?? 'GET';
    calls.push(`${method} ${String(path)}`);
    return Promise.resolve(method === 'POST' ? reloaded() : Response.json(aCurrentModel()));
  };
});
afterEach(cleanup);

async function reload(answer: () => Response): Promise<void> {
  reloaded = answer;
  render(
    <SpeechProvider locale="en">
      <SessionProvider keeper={createSessionKeeper(sessionStorage, NOON_MS)}>
        <MemoryRouter>
          <ModelsPanel />
        </MemoryRouter>
      </SessionProvider>
    </SpeechProvider>,
  );
  await waitFor(() => expect(screen.getByTestId('models').textContent).toContain('Served: risk 2'));
  fireEvent.click(screen.getByTestId('models-reload'));
}

const answering = (part: Partial<CurrentModelResponse>) => () => Response.json(aCurrentModel(part));

describe('reading the model folder again', () => {
  it('says that another model is served now', async () => {
    await reload(answering({ identity: { ...A_MODEL, version: '3', fileSha256: 'f'.repeat(64) } }));
    await waitFor(() =>
      expect(screen.getByTestId('models-result').textContent).toBe(
        'Read again: risk 3 is served now. No file was refused.',
      ),
    );
    expect(screen.getByTestId('models').textContent).toContain('Served: risk 3');
    expect(calls).toEqual(['GET /api/models/current', 'POST /api/models/reload']);
  });

  it('names what was refused, while the old model goes on being served', async () => {
    await reload(answering({ refused: [{ file: 'risk-3.onnx', reason: 'its feature schema differs' }] }));
    await waitFor(() =>
      expect(screen.getByTestId('models-result').textContent).toBe(
        'Read again: risk 2 is served as before. 1 file was refused.',
      ),
    );
    expect(screen.getByTestId('model-refused').textContent).toContain('risk-3.onnx its feature schema differs');
  });

  it('says when the server does not answer it', async () => {
    await reload(() => Response.json({ message: 'no' }, { status: 500 }));
    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('could not do this'));
    expect(screen.getByTestId('models-result').textContent).toBe('');
  });
});
