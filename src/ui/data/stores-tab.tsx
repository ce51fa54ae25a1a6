import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { dataRoom, type KeptStore } from '../../state/data-room.ts';
import { dataWorker } from '../../state/data-worker.ts';
import { importWorker } from '../../state/import-worker.ts';
import { adopt, chooseRecipe } from '../../state/intake.ts';
import { askToKeep, cancelTakeOut, deleteKept, isOpen, listKept, takeOut } from '../../state/kept-stores.ts';
import { shownOf } from '../../state/loading.ts';
import { saveRecipe } from '../../state/recipe-file.ts';
import { saveFile } from '../../state/save-file.ts';
import { formatSize } from '../../state/size-text.ts';
import { studio } from '../../state/studio.ts';
import { use } from '../use.ts';
import { ExportSection } from './export-section.tsx';
import { StoreFacts } from './store-facts.tsx';

/** What is open and what the browser keeps; stores go out as a zip, choices as a recipe. */
export function StoresTab() {
  const tiles = use(studio, (s) => s.tiles);
  const forecast = use(studio, (s) => s.forecast);
  useEffect(() => void listKept(), []);
  return (
    <>
      <Kept />
      <ExportSection />
      <RecipeSection />
      <StoreFacts title="Data on the map" store={tiles} />
      <StoreFacts title="Forecast on the map" store={forecast} />
    </>
  );
}

function Kept() {
  const kept = use(dataRoom, (s) => s.kept);
  const isSafe = use(dataRoom, (s) => s.isSafe);
  const total = kept.reduce((sum, { size }) => sum + size, 0);
  return (
    <section>
      <h2>Kept in this browser</h2>
      <p className="note">
        {kept.length === 0
          ? 'Stores that are built here stay in this browser until you delete them.'
          : `${kept.length} ${kept.length === 1 ? 'store' : 'stores'}, ${formatSize(total)}. ${
              isSafe
                ? 'The browser will not clear them by itself.'
                : 'The browser may clear them when it runs short of room: take out as zip what you want to be sure of.'
            }`}
      </p>
      {kept.length > 0 && !isSafe && (
        <div className="button-row">
          <Button className="button small" onPress={() => void askToKeep()}>
            Ask the browser to keep them
          </Button>
        </div>
      )}
      <OpenTakeOut />
      <ul className="file-list">
        {kept.map((store) => (
          <KeptRow key={store.path} store={store} />
        ))}
      </ul>
    </section>
  );
}

/** The open tiles as a zip, where they came from a file; what a web server holds is there already. */
function OpenTakeOut() {
  const tiles = use(studio, (s) => shownOf(s.tiles));
  const busy = use(dataRoom, (s) => s.busyWith);
  if (tiles?.ref.at !== 'zip') return null;
  return (
    <div className="button-row">
      <Button
        className="button small"
        isDisabled={busy !== undefined}
        onPress={() => void takeOut(importWorker, tiles.ref, tiles.meta.title, saveFile)}
      >
        Take {tiles.meta.title} out as zip
      </Button>
      {busy === tiles.meta.title && <Packing />}
    </div>
  );
}

function Packing() {
  return (
    <>
      <span className="note" role="status">
        Packing …
      </span>
      <Button className="button small" onPress={cancelTakeOut}>
        Cancel
      </Button>
    </>
  );
}

function KeptRow({ store }: { readonly store: KeptStore }) {
  const [isAsking, setAsking] = useState(false);
  const busy = use(dataRoom, (s) => s.busyWith);
  const openNow = use(studio, () => isOpen(store.path));
  const { path, title, made, size } = store;
  const ref = { at: 'opfs', path } as const;
  const isWhole = made !== '';
  const says = `${title}, ${made || 'not whole'}`;
  return (
    <li className="file-card">
      <div className="file-head">
        <h3>{title}</h3>
        <span className="note number">{formatSize(size)}</span>
      </div>
      <p className="note number">
        {isWhole ? `Made ${made} UTC` : 'Its making was interrupted.'}
        {openNow ? ' · open now' : ''}
      </p>
      <div className="button-row">
        {isWhole && !openNow && (
          <Button
            className="button small"
            aria-label={`Open ${says}`}
            onPress={() => void adopt(dataWorker, ref, store.kind, title)}
          >
            Open
          </Button>
        )}
        {isWhole && (
          <Button
            className="button small"
            aria-label={`Take out as zip: ${says}`}
            isDisabled={busy !== undefined}
            onPress={() => void takeOut(importWorker, ref, title, saveFile)}
          >
            Take out as zip
          </Button>
        )}
        {busy === path && <Packing />}
        {!openNow && !isAsking && (
          <Button
            className="button small"
            aria-label={`Delete ${says}`}
            isDisabled={busy !== undefined}
            onPress={() => setAsking(true)}
          >
            Delete
          </Button>
        )}
        {isAsking && (
          <>
            <Button autoFocus className="button small danger" onPress={() => void deleteKept(store)}>
              Delete for good
            </Button>
            <Button className="button small" onPress={() => setAsking(false)}>
              Keep
            </Button>
          </>
        )}
      </div>
    </li>
  );
}

/** Choices out and in as a file. */
function RecipeSection() {
  const input = useRef<HTMLInputElement>(null);
  const made = use(dataRoom, (s) => s.built?.recipe ?? s.companions.recipe);
  const recipe = use(dataRoom, (s) => s.recipe);
  const isLoaded = use(dataRoom, (s) => s.recipeAsLoaded);
  const answers = Object.keys(recipe.answers).length;
  return (
    <section>
      <h2>Recipe</h2>
      <p className="note">
        Every choice that turned files into a store: the same files and recipe give the same bytes again.
        {isLoaded ? ` One of ${recipe.inputs.length} files with ${answers} answers is in use; bring the files.` : ''}
      </p>
      <div className="button-row">
        <Button className="button small" isDisabled={!made} onPress={() => made && saveRecipe(made)}>
          Save the recipe
        </Button>
        <Button className="button small" onPress={() => input.current?.click()}>
          Use a recipe
        </Button>
      </div>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,application/json"
        aria-label="Recipe to use"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file) void chooseRecipe(importWorker, { name: file.name, blob: file });
        }}
      />
    </section>
  );
}
