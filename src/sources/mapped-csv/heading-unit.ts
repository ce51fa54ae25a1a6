import { readUnit } from './convert-unit.ts';

/** The unit a heading names in brackets or behind its last underscore, blank or full stop: `ALT (cm)`, `alt_cm`; undefined when none. */
export function unitOfHeading(column: string): string | undefined {
  const bracket = /[([]([^)\]]+)[)\]]/.exec(column)?.[1];
  const tail = /[_ .]([a-zA-Z%0-9]+)$/.exec(column)?.[1];
  return (bracket === undefined ? undefined : readUnit(bracket)) ?? (tail === undefined ? undefined : readUnit(tail));
}
