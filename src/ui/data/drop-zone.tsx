import { type DragEvent, useRef } from 'react';
import { Button } from 'react-aria-components/Button';
import type { DroppedFile } from '../../../workers/import.protocol.ts';
import { toWire } from '../../core/wire.ts';
import { dataWorker } from '../../state/data-worker.ts';
import { droppedFiles, pickedFiles } from '../../state/dropped-files.ts';
import { importWorker } from '../../state/import-worker.ts';
import { takeFiles } from '../../state/intake.ts';
import { tell } from '../../state/studio.ts';

/** Where files come in: dropped, chosen one by one, or a folder at once. */
export function DropZone({ isShort }: { readonly isShort: boolean }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the buttons inside do the same by keyboard
    <div
      className="drop"
      data-short={isShort || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        event.currentTarget.dataset.dropTarget = 'true';
      }}
      onDragLeave={(event) => delete event.currentTarget.dataset.dropTarget}
      onDrop={(event: DragEvent<HTMLDivElement>) => {
        event.preventDefault();
        delete event.currentTarget.dataset.dropTarget;
        void take(droppedFiles(event.dataTransfer));
      }}
    >
      <p>
        <b>{isShort ? 'Drop more files here' : 'Drop files or a folder here'}</b>
      </p>
      {!isShort && (
        <p className="note">
          As they were downloaded: thaw probing, boreholes, towers, reanalysis, rasters, any table of points, archives
          of them; or a finished store as zip. Recognised by content. They stay in this browser.
        </p>
      )}
      <div className="button-row">
        <Button className="button" onPress={() => files.current?.click()}>
          Choose files
        </Button>
        <Button className="button" onPress={() => folder.current?.click()}>
          Choose a folder
        </Button>
      </div>
      <input ref={files} type="file" multiple hidden aria-label="Files to load" onChange={(e) => picked(e.target)} />
      <input
        ref={folder}
        type="file"
        hidden
        aria-label="Folder to load"
        onChange={(e) => picked(e.target)}
        {...{ webkitdirectory: '' }}
      />
    </div>
  );
}

function picked(input: HTMLInputElement): void {
  const files = pickedFiles(input.files);
  input.value = '';
  void take(Promise.resolve(files));
}

async function take(files: Promise<readonly DroppedFile[]>): Promise<void> {
  try {
    await takeFiles(importWorker, dataWorker, await files);
  } catch (e) {
    tell('error', `What was dropped could not be read. ${toWire(e).message}`);
  }
}
