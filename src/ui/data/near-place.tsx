import { Checkbox } from 'react-aria-components/Checkbox';
import { placeText } from '../../state/quantity.ts';
import { type LonLat, view } from '../../state/view.ts';
import { use } from '../use.ts';

/** Near enough to be the place that somebody clicked, m. */
const WITHIN = 5000;

/** Rows of one place only: the pinned one, so that a click on the map finds its rows. */
export function NearPlace({ isOn, onChange }: { readonly isOn: boolean; readonly onChange: (isOn: boolean) => void }) {
  const place = use(view, (v) => v.place);
  return (
    <Checkbox className="check" isSelected={isOn && place !== undefined} isDisabled={!place} onChange={onChange}>
      <span className="check-box" aria-hidden="true" />
      {place ? `Only within ${WITHIN / 1000} km of ${placeText(place)}` : 'Only near a place: click one on the map'}
    </Checkbox>
  );
}

/** The filter that the box stands for. */
export const nearOf = (isOn: boolean, place: LonLat | undefined): { near?: LonLat & { readonly within: number } } =>
  isOn && place ? { near: { ...place, within: WITHIN } } : {};
