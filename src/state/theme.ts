import { view } from './view.ts';

/** The theme that holds: the person's choice, or what the system asks for. */
export function themeNow(): 'light' | 'dark' {
  const { theme } = view.getState();
  if (theme !== 'auto') return theme;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Calls back now and whenever the theme that holds changes. @returns stops it */
export function onTheme(apply: (theme: 'light' | 'dark') => void): () => void {
  const media = matchMedia('(prefers-color-scheme: dark)');
  let last: string | undefined;
  const check = (): void => {
    const theme = themeNow();
    if (theme !== last) apply(theme);
    last = theme;
  };
  check();
  media.addEventListener('change', check);
  const stop = view.subscribe(check);
  return () => {
    media.removeEventListener('change', check);
    stop();
  };
}

export const reducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;
