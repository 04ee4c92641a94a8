import { useState } from 'react';
import type { DeadLetter, DeadLettersResponse } from '@airway-twin/contracts/http';
import { FailureNote } from '../elements/failure-note.js';
import { useSpeech } from '../i18n/speech.js';
import { decodedBytes } from './decoded-bytes.js';
import { usePoll } from './use-poll.js';

const SHOWN = 50;

/** Messages that were refused: why, which field, what was expected, and the bytes as they came. */
export function DeadLettersPanel({ refused }: { readonly refused: number }) {
  const { say, number, knows } = useSpeech();
  const [reason, setReason] = useState('');
  const { value, failure, again } = usePoll<DeadLettersResponse>(
    { route: 'deadLetters', query: { limit: SHOWN, ...(reason !== '' && { reason }) } },
    refused,
  );
  const reasonName = (code: string): string => {
    const key = `refusal.${code}`;
    return knows(key) ? say(key) : code;
  };
  return (
    <section className="card console-letters" aria-labelledby="letters-title" data-testid="dead-letters">
      <h2 id="letters-title">{say('letters.title')}</h2>
      {failure && <FailureNote failure={failure} onAgain={again} />}
      {value && (
        <>
          <label className="inline">
            {say('letters.reason')}
            <select value={reason} onChange={(event) => setReason(event.target.value)} data-testid="letters-reason">
              <option value="">{say('letters.all', { count: number(value.total) })}</option>
              {Object.entries(value.byReason).map(([code, count]) => (
                <option key={code} value={code}>
                  {reasonName(code)} ({number(count)})
                </option>
              ))}
            </select>
          </label>
          {value.deadLetters.length === 0 && <p className="empty">{say('letters.none')}</p>}
          <ul className="letters">
            {value.deadLetters.map((letter) => (
              <li key={letter.id}>
                <Letter letter={letter} reasonName={reasonName(letter.reason)} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Letter({ letter, reasonName }: { readonly letter: DeadLetter; readonly reasonName: string }) {
  const { say, number, dateTime } = useSpeech();
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <b>{reasonName}</b> <code>{letter.topic}</code> <span className="age">{dateTime(letter.receivedAtMs)}</span>
      </summary>
      <dl className="facts">
        <div className="fact">
          <dt>{say('letters.field')}</dt>
          <dd>{letter.field === null ? say('letters.whole') : <code>{letter.field}</code>}</dd>
        </div>
        <div className="fact">
          <dt>{say('letters.expected')}</dt>
          <dd lang="en">{letter.expected}</dd>
        </div>
        <div className="fact">
          <dt>{say('letters.bytes')}</dt>
          <dd>{number(letter.byteLength)}</dd>
        </div>
      </dl>
      {open && (
        <pre tabIndex={0} aria-label={say('letters.bytes')}>
          {decodedBytes(letter.payloadBase64)}
        </pre>
      )}
    </details>
  );
}
