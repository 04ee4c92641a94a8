import type { RootResponse } from '@airway-twin/contracts/http';
import { useSpeech } from '../i18n/speech.js';

interface DemoAccountsProps {
  readonly root: RootResponse | null;
  readonly busy: boolean;
  readonly onChoose: (username: string) => void;
}

/** The three surfaces in words, each with a demo login where the server has one. */
export function DemoAccounts({ root, busy, onChoose }: DemoAccountsProps) {
  const { say } = useSpeech();
  const patients = root?.demoPatientIds ?? [];
  const first = patients[0];
  const account = (username: string) => (
    <button type="button" disabled={busy} data-testid={`demo-${username}`} onClick={() => onChoose(username)}>
      {say('login.enterAs', { username })}
    </button>
  );
  return (
    <section className="people" aria-label={say('login.people')}>
      {(['clinician', 'patient', 'engineer'] as const).map((role) => (
        <article key={role} className="card">
          <h2>{say(`role.${role}`)}</h2>
          <p>{say(`login.about.${role}`)}</p>
          {root?.demo && role !== 'patient' && account(role)}
          {root?.demo && role === 'patient' && first !== undefined && account(first)}
        </article>
      ))}
      {root?.demo && (
        <p className="demo-hint" data-testid="demo-hint">
          {say('login.demoHint', { patients: patients.length > 0 ? `${first} … ${patients.at(-1)}` : '—' })}
        </p>
      )}
    </section>
  );
}
