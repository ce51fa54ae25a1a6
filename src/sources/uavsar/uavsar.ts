import { UnreadableFile } from '../../core/error.ts';
import { CELL_M01 } from '../../grid/ease2.ts';
import type { Candidate } from '../candidate.ts';
import { decodeText } from '../encoding.ts';
import { companionJson, meaningName } from '../raster/companion-json.ts';
import { boxAround, cellPosition } from '../raster/m01-mean.ts';
import type { Imported, InputFile, NativeGrid, Rejection, Source } from '../source.ts';
import { Annotation } from './annotation.ts';
import { type Displacement, displacement, pixelArea, type Scene } from './displacement.ts';
import { fittingGrid, type GroundGrid, groundGrids } from './ground-grid.ts';
import { lookAngles } from './incidence.ts';
import { parseChoices, type RadarChoices, USUAL_SHARED_SD } from './radar-choices.ts';
import { type SceneFiles, sceneFiles } from './scene-files.ts';

/** What a recipe decides about a scene, by the name of its annotation. */
export type ChoicesOf = (annotation: string) => RadarChoices | undefined;

const FLOAT = 4;
const LARGEST_TEXT = 4e6;

/**
 * UAVSAR repeat-pass interferometry: the annotation (`.ann`) with its ground-range binaries (`.unw.grd`, `.cor.grd`). Vertical
 * displacement between the two passes on M01.
 * @param choicesOf choices of a recipe; they go before `<annotation>.meaning.json`
 */
export const uavsarSource = (choicesOf: ChoicesOf): Source => ({
  id: 'uavsar',
  title: 'UAVSAR repeat-pass interferometry',
  probe: ({ text }) =>
    /^UAVSAR (RPI )?Annotation File/im.test(text) ||
    /^(Ground Range Data Latitude Lines|grd(_\w+)?\.set_rows)\s*\(/m.test(text)
      ? 'certain'
      : 'no',
  read: (candidate, companions, signal) => read(candidate, companions, choicesOf, signal),
});

export const uavsar: Source = uavsarSource(() => undefined);

async function read(
  { file }: Candidate,
  companions: readonly InputFile[],
  choicesOf: ChoicesOf,
  signal?: AbortSignal,
): Promise<Imported> {
  if (file.size > LARGEST_TEXT)
    throw new UnreadableFile({ file: file.name, expected: 'a UAVSAR annotation of some kilobytes' });
  const a = new Annotation(decodeText(await file.bytes()).text);
  const files = sceneFiles(a, file, companions);
  const rejected: Rejection[] = [];
  const beside = await companionJson(file, companions);
  const written = beside && parseChoices(beside.json);
  if (beside && typeof written === 'string')
    rejected.push({ file: beside.name, rule: written, todo: 'mend this file' });
  const choices = choicesOf(file.name) ?? (typeof written === 'string' ? undefined : written) ?? {};
  const job: Job = { a, file, files, choices, rejected, notes: notesOf(a, files), signal };
  const grid = await fieldOf(job);
  return {
    observations: [],
    series: [],
    grids: grid ? [grid] : [],
    rejected,
    notes: job.notes,
    provenance: {
      source: 'uavsar',
      file: file.name,
      publisher: 'NASA/JPL UAVSAR',
      doi: '10.5194/essd-16-2605-2024',
      citation:
        'UAVSAR repeat-pass interferometry, NASA/JPL; ABoVE lines: Miller et al. 2024, Earth Syst. Sci. Data 16:2605',
      ...(grid ? { note: grid.note } : {}),
    },
    used: [...files.all.map((f) => f.name), ...(beside ? [beside.name] : [])],
  };
}

interface Job {
  readonly a: Annotation;
  readonly file: InputFile;
  readonly files: SceneFiles;
  readonly choices: RadarChoices;
  readonly rejected: Rejection[];
  readonly notes: string[];
  readonly signal: AbortSignal | undefined;
}

/** Whatever stops us is a rejection that says what to do; the notes stay. */
async function fieldOf(job: Job): Promise<NativeGrid | undefined> {
  const { a, file, files, choices, rejected, signal } = job;
  const no = (rule: string, todo: string, more: Partial<Rejection> = {}): undefined => {
    rejected.push({ file: file.name, rule, todo, ...more });
    return undefined;
  };
  if (groundGrids(a).length === 0)
    return no('the annotation describes no ground-range grid', 'take the set with .grd files');
  if (!files.unwrapped) {
    const { rule, todo } = withoutPhase(files);
    return no(rule, todo);
  }
  if (!files.correlation)
    return no('no correlation file (.cor.grd) beside it: nothing tells good pixels from bad', 'add it to the import');
  const grid = fittingGrid(a, files.unwrapped.size, FLOAT);
  if (!grid || files.correlation.size !== files.unwrapped.size)
    return no(...wrongLength(a, files.unwrapped, files.correlation));
  if (!boxAround(corners(grid))) return no('outside the Alaska window', 'nothing', { count: grid.rows * grid.cols });
  const { phasePositive } = choices;
  if (!phasePositive)
    return no(
      'which motion makes the phase grow? No file of the set says it, and the other answer turns subsidence into uplift',
      `put {"phasePositive":"away"} (pass 1 times conjugate of pass 2) or "towards" into ${meaningName(file.name)}; test it on a scene you know`,
    );
  const angles = lookAngles(a);
  if (typeof angles === 'string') return no(angles, 'take the annotation of this scene as published');
  const [from, to] = [
    a.instant('Start Time of Acquisition for Pass 1'),
    a.instant('Start Time of Acquisition for Pass 2'),
  ];
  if (!from || !to || from >= to)
    return no('no two acquisition times, the first before the second', 'take the annotation as published');
  const wavelength = a.number('Center Wavelength');
  if (wavelength === undefined || !(wavelength > 1 && wavelength < 100))
    return no('no wavelength in cm', 'take the annotation as published');
  const byteOrder = a.text('val_endi') ?? 'LITTLE ENDIAN';
  const scene: Scene = {
    unwrapped: files.unwrapped,
    correlation: files.correlation,
    grid,
    littleEndian: !/big/i.test(byteOrder),
    wavelength: wavelength / 100,
    incidence: angles.incidence,
    ...looksOf(a, grid),
    away: phasePositive === 'away' ? 1 : -1,
    reference: choices.reference,
  };
  const got = await displacement(scene, signal);
  if (!got)
    return no(
      choices.reference ? 'no coherent pixel at the reference' : 'no coherent pixel',
      'choose another reference, or leave this pair out',
    );
  countLosses(job, got);
  return gridOf(job, scene, got, { from: from.toISOString(), to: to.toISOString() }, angles.note);
}

function gridOf(
  { choices, files, notes }: Job,
  scene: Scene,
  { means, zero, used }: Displacement,
  span: { from: string; to: string },
  angles: string,
): NativeGrid | undefined {
  const shared = choices.sharedSd ?? USUAL_SHARED_SD;
  const reference = choices.reference
    ? `median phase within ${choices.reference.radius} m of ${choices.reference.lat}, ${choices.reference.lon}`
    : 'median phase of the scene';
  const note = [
    `phase grows with motion ${scene.away === 1 ? 'away from' : 'towards'} the radar, as stated`,
    `reference: ${reference} (${zero.toFixed(3)} rad); one constant for the whole scene`,
    angles,
    'horizontal motion taken as none',
    `sd: noise of the pixels from their correlation (${scene.looks} looks) and ${shared} m shared by neighbours${choices.sharedSd === undefined ? ', assumed' : ''}`,
  ].join('; ');
  notes.push(`${used} coherent pixels in ${means.values.filter((v) => !Number.isNaN(v)).length} cells; ${note}`);
  if (means.values.every(Number.isNaN)) return undefined;
  return {
    name: 'uz',
    variable: 'uz',
    rows: means.rows,
    cols: means.cols,
    lat: means.lat,
    lon: means.lon,
    cell: CELL_M01,
    time: { at: 'span', ...span },
    values: means.values,
    sd: means.noise.map((n) => Math.hypot(n, shared)),
    projection: false,
    source: 'uavsar',
    origin: files.unwrapped?.name ?? '',
    note,
  };
}

function withoutPhase(files: SceneFiles): { rule: string; todo: string } {
  if (files.slant.length > 0 && files.ground.length === 0)
    return {
      rule: 'slant-range files only: their pixels have no place on the ground',
      todo: 'take the .grd files of the same set',
    };
  if (files.interferogram)
    return {
      rule: 'the phase of the interferogram (.int.grd) is wrapped: displacement cannot be derived from it',
      todo: 'add the unwrapped phase (.unw.grd) to the import',
    };
  return {
    rule: 'no unwrapped phase (.unw.grd) beside the annotation',
    todo: 'add it, and .cor.grd, to the same import',
  };
}

function wrongLength(a: Annotation, phase: InputFile, correlation: InputFile): [string, string] {
  const sizes = groundGrids(a).map((g) => `${g.rows} x ${g.cols} x ${FLOAT} = ${g.rows * g.cols * FLOAT}`);
  return [
    `${phase.size} bytes of phase and ${correlation.size} of correlation; the annotation means ${sizes.join(' or ')}`,
    'the files are cut off or belong to another annotation: take them again',
  ];
}

const corners = (g: GroundGrid) =>
  Array.from({ length: 81 }, (_, i) =>
    cellPosition(
      g.lon + ((i % 9) / 8) * (g.cols - 1) * g.lonStep,
      g.lat + (Math.floor(i / 9) / 8) * (g.rows - 1) * g.latStep,
    ),
  );

/** Ground pixels are finer than what the radar resolves, so neighbours share their noise. */
function looksOf(a: Annotation, grid: GroundGrid): { looks: number; independent: number } {
  const looks = (a.number('Number of Looks in Range') ?? 1) * (a.number('Number of Looks in Azimuth') ?? 1);
  const [along, range] = [a.number('Slant Range Data Azimuth Spacing'), a.number('Slant Range Data Range Spacing')];
  const near = a.number('Average Look Angle in Near Range');
  // The largest ground cell of the slant grid lies at near range; the most cautious count of independent pixels.
  const resolved = along && range && near ? (along * range) / Math.sin((near * Math.PI) / 180) : 0;
  return { looks: Math.max(1, looks), independent: resolved > 0 ? Math.min(1, pixelArea(grid) / resolved) : 1 };
}

function countLosses({ file, files, rejected }: Job, got: Displacement): void {
  const lost = (count: number, rule: string, todo = 'nothing') => {
    if (count > 0) rejected.push({ file: files.unwrapped?.name ?? file.name, count, rule, todo });
  };
  lost(got.decorrelated, 'correlation of 0.35 or less');
  lost(got.fill, 'no phase there (fill)');
  lost(
    got.offSwath,
    'phase outside the swath that the annotation describes',
    'check that file and annotation belong together',
  );
  lost(got.means.leftOut, 'cells of which less than a tenth was seen');
  lost(got.impossible, 'more than 0.5 m of motion, or a correlation above 1', 'check byte order and unwrapping errors');
}

function notesOf(a: Annotation, files: SceneFiles): string[] {
  const slant =
    files.slant.length > 0 && files.ground.length > 0 ? [`${files.slant.length} slant-range files left aside`] : [];
  const display = files.ground.filter((f) => f !== files.unwrapped && f !== files.correlation);
  const other = display.length > 0 ? [`not needed for displacement: ${display.map((f) => f.name).join(', ')}`] : [];
  const polarisation = a.text('Polarization');
  return [`${a.size} entries${polarisation ? `, polarization ${polarisation}` : ''}`, ...slant, ...other];
}
