/**
 * An error that a program can tell by its tag and a person can act on by its message.
 * `details` are plain data, so the error survives a thread boundary.
 */
export abstract class StudioError<Tag extends string = string> extends Error {
  abstract readonly tag: Tag;
  abstract readonly details: Readonly<Record<string, unknown>>;
}

/** A file that cannot be read at all. Nothing of it has been kept. */
export class UnreadableFile extends StudioError<'UnreadableFile'> {
  readonly tag = 'UnreadableFile';
  constructor(
    readonly details: { file: string; line?: number; expected: string },
    cause?: unknown,
  ) {
    super(`${details.file}${details.line ? `, line ${details.line}` : ''}: expected ${details.expected}`, { cause });
  }
}

/** A chunk that is there but does not decode. The rest of the store stays readable. */
export class CorruptChunk extends StudioError<'CorruptChunk'> {
  readonly tag = 'CorruptChunk';
  constructor(
    readonly details: { store: string; array: string; chunk: string; why: string },
    cause?: unknown,
  ) {
    super(
      `${details.store}: chunk ${details.chunk} of ${details.array} is corrupt (${details.why}). Other chunks are unaffected; make or download the store again to mend it.`,
      { cause },
    );
  }
}

/** Something that is not a store of ours, or one whose metadata break the schema. */
export class InvalidStore extends StudioError<'InvalidStore'> {
  readonly tag = 'InvalidStore';
  constructor(
    readonly details: { store: string; expected: string },
    cause?: unknown,
  ) {
    super(`${details.store}: expected ${details.expected}`, { cause });
  }
}

/** A request that cannot be met as asked: an option, a range, a name. */
export class BadRequest extends StudioError<'BadRequest'> {
  readonly tag = 'BadRequest';
  constructor(readonly details: { what: string; expected: string }) {
    super(`${details.what}: expected ${details.expected}`);
  }
}

/** A compute device that is missing or was lost. */
export class DeviceFailed extends StudioError<'DeviceFailed'> {
  readonly tag = 'DeviceFailed';
  constructor(
    readonly details: { device: string; why: string },
    cause?: unknown,
  ) {
    super(`${details.device}: ${details.why}`, { cause });
  }
}

/** A job that was cancelled by the person who asked for it. */
export class Cancelled extends StudioError<'Cancelled'> {
  readonly tag = 'Cancelled';
  readonly details = {};
  constructor() {
    super('cancelled');
  }
}
