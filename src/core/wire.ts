import { StudioError } from './error.ts';

/** An error as plain data: structured clone drops class and fields of an Error, this survives it. */
export interface WireError {
  readonly tag: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly cause?: WireError;
}

/** What came over the wire, thrown again on this side. */
export class RemoteError extends StudioError {
  readonly tag: string;
  readonly details: Readonly<Record<string, unknown>>;
  constructor(wire: WireError) {
    super(wire.message, { cause: wire.cause ? new RemoteError(wire.cause) : undefined });
    this.tag = wire.tag;
    this.details = wire.details;
  }
}

export function toWire(error: unknown): WireError {
  if (error instanceof StudioError) {
    return {
      tag: error.tag,
      message: error.message,
      details: error.details,
      ...(error.cause === undefined ? {} : { cause: toWire(error.cause) }),
    };
  }
  if (error instanceof Error) {
    const tag = error.name === 'AbortError' ? 'Cancelled' : 'Unexpected';
    return { tag, message: error.message || error.name, details: { name: error.name } };
  }
  return { tag: 'Unexpected', message: String(error), details: {} };
}

export const fromWire = (wire: WireError): RemoteError => new RemoteError(wire);

/** True for a cancelled job, on either side of a wire. */
export const isCancelled = (error: unknown): boolean =>
  (error instanceof StudioError && error.tag === 'Cancelled') ||
  (error instanceof Error && error.name === 'AbortError');
