import { ProgressBar } from 'react-aria-components/ProgressBar';

export interface JobBarProps {
  /** Accessible name. */
  readonly label: string;
  /** What is being done now. */
  readonly text: string;
  /** 0 to 1; undefined while nobody can know. */
  readonly share: number | undefined;
  readonly secondsLeft: number | null | undefined;
}

/** A job's bar with the time left. */
export function JobBar({ label, text, share, secondsLeft }: JobBarProps) {
  return (
    <ProgressBar
      className="progress"
      aria-label={label}
      value={Math.round(100 * (share ?? 0))}
      isIndeterminate={share === undefined}
      valueLabel={`${text}${timeLeft(secondsLeft)}`}
    >
      <div className="label number">
        <span>{text}</span>
        <span>{timeLeft(secondsLeft).replace(', ', '')}</span>
      </div>
      <div className="bar">
        <div className="fill" style={{ width: `${100 * (share ?? 0.08)}%` }} />
      </div>
    </ProgressBar>
  );
}

/** `, 40 s left`; rounded so that it does not flicker. */
function timeLeft(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '';
  if (seconds < 90) return `, ${Math.max(1, Math.round(seconds))} s left`;
  return `, ${Math.round(seconds / 60)} min left`;
}
