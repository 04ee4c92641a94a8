import { useEffect, useRef } from 'react';
import { useSpeech } from '../i18n/speech.js';

interface EmergencyCardProps {
  readonly open: boolean;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

/** Numbers that any phone may call, by where one is. */
const NUMBERS = ['15', '112', '999', '911'] as const;
const STEPS = ['call', 'sit', 'puffs', 'repeat', 'plan'] as const;

/**
 * The emergency card: a button that never leaves the screen, and steps that need no network, because they are part of the page
 * (clinical.md 5.3, red zone). No model has a say in it.
 */
export function EmergencyCard({ open, onOpen, onClose }: EmergencyCardProps) {
  const { say } = useSpeech();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (open && element && !element.open) element.showModal();
    if (!open && element?.open) element.close();
  }, [open]);
  return (
    <>
      <div className="emergency-bar">
        <button type="button" className="big-button help" onClick={onOpen} data-testid="emergency-open">
          {say('emergency.open')}
        </button>
      </div>
      <dialog
        ref={dialog}
        className="emergency"
        aria-labelledby="emergency-title"
        onClose={onClose}
        data-testid="emergency-card"
      >
        <h2 id="emergency-title">{say('emergency.title')}</h2>
        <p className="lead">{say('emergency.when')}</p>
        <ol>
          {STEPS.map((step) => (
            <li key={step}>
              {say(`emergency.${step}`)}
              {step === 'call' && (
                <span className="numbers">
                  {NUMBERS.map((number) => (
                    <a key={number} href={`tel:${number}`} aria-label={say('emergency.callNumber', { number })}>
                      {number}
                    </a>
                  ))}
                </span>
              )}
            </li>
          ))}
        </ol>
        <p className="small">{say('emergency.own')}</p>
        <button type="button" className="big-button" onClick={onClose} data-testid="emergency-close">
          {say('emergency.close')}
        </button>
      </dialog>
    </>
  );
}
