import { InvalidStore } from '../core/error.ts';
import { isVariable, VARIABLES } from '../core/variable.ts';
import { LEVELS } from '../grid/level.ts';
import { type FieldInfo, SCHEMA_VERSION, type StoreMeta } from './schema.ts';

const AXES = new Set(['month,row,col', 'quantile,month,row,col', 'row,col']);
const KINDS = new Set(['observed', 'driver', 'process', 'forecast', 'static']);

/**
 * Metadata as they were read, or as somebody is about to write them.
 * @throws InvalidStore with the first thing that is not as the schema says: nothing is guessed
 */
export function validateMeta(found: unknown, store: string): StoreMeta {
  const need = (ok: boolean, expected: string): void => {
    if (!ok) throw new InvalidStore({ store, expected });
  };
  need(
    typeof found === 'object' && found !== null,
    'attributes.thawcast in its zarr.json (is it a store of another program?)',
  );
  const meta = found as StoreMeta;
  need(meta.schema === SCHEMA_VERSION, `schema version ${SCHEMA_VERSION}, found ${JSON.stringify(meta.schema)}`);
  need(
    meta.kind === 'tiles' || meta.kind === 'forecast',
    `kind 'tiles' or 'forecast', found ${JSON.stringify(meta.kind)}`,
  );
  need(typeof meta.title === 'string' && typeof meta.licence === 'string', 'a title and a licence');
  need(typeof meta.modelled === 'boolean', 'modelled: true or false');
  need(Number.isInteger(meta.firstMonth), 'firstMonth, a whole number of months since 1969-01');
  need(
    Number.isInteger(meta.months) && meta.months > 0 && meta.months < 12_000,
    'a number of months between 1 and 11999',
  );
  need(Array.isArray(meta.places) && Array.isArray(meta.provenance), 'lists of places and provenance');
  if (meta.quantiles !== undefined) {
    const q = meta.quantiles;
    const ascending = Array.isArray(q) && q.every((p, i) => p > 0 && p < 1 && (i === 0 || p > q[i - 1]!));
    need(ascending && q.length > 0, 'quantiles that ascend between 0 and 1');
  }
  need(Array.isArray(meta.fields), 'a list of fields');
  const names = new Set<string>();
  for (const field of meta.fields) {
    validateField(field, meta, need);
    need(!names.has(field.name), `one field of each name, found ${field.name} twice`);
    names.add(field.name);
  }
  return meta;
}

function validateField(field: FieldInfo, meta: StoreMeta, need: (ok: boolean, expected: string) => void): void {
  const { name } = field;
  need(
    typeof name === 'string' && /^[a-z][a-z0-9_]*$/.test(name),
    `field names of a-z, 0-9 and _, found ${JSON.stringify(name)}`,
  );
  need(!RESERVED.has(name), `a field name other than ${name}, which is a coordinate`);
  need(isVariable(field.variable), `a known variable for field ${name}, found ${JSON.stringify(field.variable)}`);
  const unit = VARIABLES[field.variable].unit;
  need(field.unit === unit, `unit ${unit} for field ${name}, found ${JSON.stringify(field.unit)}`);
  need(KINDS.has(field.kind), `a known kind for field ${name}, found ${JSON.stringify(field.kind)}`);
  const axes = Array.isArray(field.axes) ? field.axes.join(',') : String(field.axes);
  need(
    AXES.has(axes),
    `axes [month,row,col], [quantile,month,row,col] or [row,col] for field ${name}, found [${axes}]`,
  );
  need(
    !axes.startsWith('quantile') || meta.quantiles !== undefined,
    `quantiles in the metadata, because field ${name} has that axis`,
  );
  need(
    Array.isArray(field.levels) && field.levels.every((l) => (LEVELS as readonly string[]).includes(l)),
    `levels out of ${LEVELS.join(', ')} for field ${name}, found ${JSON.stringify(field.levels)}`,
  );
}

const RESERVED = new Set(['x', 'y', 'time', 'time_bnds', 'month', 'quantile', 'crs']);
