import { type RefObject, useEffect, useRef } from 'react';
import { Button } from 'react-aria-components/Button';
import type { InspectedFile } from '../../preprocess/inspection.ts';
import { dataRoom, filesOf, inspectionOf } from '../../state/data-room.ts';
import { importWorker } from '../../state/import-worker.ts';
import { givesData, isAsking } from '../../state/inspection-facts.ts';
import { look } from '../../state/intake.ts';
import { use } from '../use.ts';
import { FileCard } from './file-card.tsx';
import { NextStep, Working } from './next-step.tsx';

/** More than so many lie folded, so that a person sees the whole. */
const FEW = 3;

/** The files on the table: first those that ask, then those that give data; the rest is folded where it is much. */
export function FilesOnTable() {
  // Each on its own, so that progress, which comes often, draws its bar and not hundreds of cards.
  const files = use(dataRoom, (s) => filesOf(s.intake));
  const seen = use(dataRoom, (s) => inspectionOf(s.intake)).files;
  const at = use(dataRoom, (s) => s.intake.at);
  const isBusy = at !== 'looked';
  const list = useFocusOnAnswered(seen);
  const sizes = new Map(files.map(({ name, blob }) => [name, blob.size]));
  const asking = seen.filter(isAsking);
  const giving = seen.filter((file) => !isAsking(file) && givesData(file));
  const others = seen.filter((file) => !isAsking(file) && !givesData(file));
  const takeOff = (name: string) => () =>
    void look(
      importWorker,
      files.filter((f) => f.name !== name),
    );
  const card = (file: InspectedFile) => (
    <FileCard
      key={file.file}
      file={file}
      size={sizes.get(file.file)}
      isBusy={isBusy}
      isUnfolded={asking.length <= FEW}
      {...(sizes.has(file.file) ? { onRemove: takeOff(file.file) } : {})}
    />
  );
  const rest = [
    ...others.map(card),
    ...unseen(files, seen).map(({ name }) => (
      <UnseenCard key={name} name={name} isBusy={isBusy} onRemove={takeOff(name)} />
    )),
  ];
  return (
    <section ref={list} aria-label="Files on the table">
      <h2>{files.length === 1 ? 'One file' : `${files.length.toLocaleString('en')} files`}</h2>
      {at === 'looked' ? <NextStep /> : <Working />}
      <ul className="file-list">
        {[...asking, ...giving].map(card)}
        {rest.length <= FEW && rest}
      </ul>
      {rest.length > FEW && (
        <details>
          <summary>
            {rest.length.toLocaleString('en')} files {isBusy ? 'not looked at yet' : 'give no data of their own'}
          </summary>
          <ul className="file-list">{rest}</ul>
        </details>
      )}
    </section>
  );
}

/** A file that no look has described: not yet, or since it is read as a part of another. */
function UnseenCard({
  name,
  isBusy,
  onRemove,
}: {
  readonly name: string;
  readonly isBusy: boolean;
  readonly onRemove: () => void;
}) {
  return (
    <li className="file-card" data-state="left">
      <div className="file-head">
        <h3>{name}</h3>
        <Button className="button small" isDisabled={isBusy} aria-label={`Take ${name} off`} onPress={onRemove}>
          Take off
        </Button>
      </div>
      <p className="file-source">{isBusy ? 'Not looked at yet.' : 'Read as a part of another file.'}</p>
    </li>
  );
}

/** Dropped files that no inspected one stands for, neither as itself nor as a member of an archive. */
function unseen<F extends { readonly name: string }>(
  files: readonly F[],
  seen: readonly InspectedFile[],
): readonly F[] {
  const names = new Set(seen.map(({ file }) => file));
  return files.filter(({ name }) => !names.has(name) && !seen.some(({ file }) => file.startsWith(`${name}/`)));
}

/** Focus goes to a file once its answer is taken: the form it was in has closed. */
function useFocusOnAnswered(seen: readonly InspectedFile[]): RefObject<HTMLElement | null> {
  const list = useRef<HTMLElement>(null);
  const before = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const answered = seen.find((file) => before.current.has(file.file) && !isAsking(file) && givesData(file));
    before.current = new Set(seen.filter(isAsking).map(({ file }) => file));
    if (!answered) return;
    const headings = list.current?.querySelectorAll<HTMLElement>('.file-card h3') ?? [];
    [...headings].find((heading) => heading.textContent === answered.file)?.focus();
  }, [seen]);
  return list;
}
