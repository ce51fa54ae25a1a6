import { tell } from './studio.ts';
import { readUrl, writeUrl } from './url.ts';
import { view } from './view.ts';

/** Long enough that scrubbing does not run into the browser's limit of history calls. */
const QUIET_MS = 250;

/** Restores the view from the address and keeps the address up to date. @returns stops it */
export function followAddress(): () => void {
  const { view: restored, ignored } = readUrl(location.search);
  view.setState(restored, true);
  if (ignored.length > 0) {
    tell(
      'info',
      `The link holds values this version does not know (${ignored.join(', ')}); the usual ones are shown instead.`,
    );
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => history.replaceState(null, '', `?${writeUrl(view.getState())}`);
  const stop = view.subscribe(() => {
    clearTimeout(timer);
    timer = setTimeout(write, QUIET_MS);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
