import { StudioError } from '../core/error.ts';

/** Bytes that could not be fetched: the network, the host or the disk said no. Trying again may help; nothing has been changed. */
export class Unreachable extends StudioError<'Unreachable'> {
  readonly tag = 'Unreachable';
  constructor(
    readonly details: { what: string; why: string },
    cause?: unknown,
  ) {
    super(`${details.what} could not be read: ${details.why}`, { cause });
  }
}
