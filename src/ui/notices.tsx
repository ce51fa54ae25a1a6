import { Button } from 'react-aria-components/Button';
import { dismiss, studio } from '../state/studio.ts';
import { use } from './use.ts';

/** Messages to the person, and the region that a screen reader reads aloud. */
export function Notices() {
  const notices = use(studio, (s) => s.notices);
  const announcement = use(studio, (s) => s.announcement);
  return (
    <>
      <div className="notices">
        {notices.map(({ id, kind, text }) => (
          <div key={id} className="notice" data-kind={kind} role={kind === 'error' ? 'alert' : 'status'}>
            <p>{text}</p>
            <Button className="button small" onPress={() => dismiss(id)}>
              Dismiss
            </Button>
          </div>
        ))}
      </div>
      <div className="unseen" aria-live="polite">
        {announcement}
      </div>
    </>
  );
}
