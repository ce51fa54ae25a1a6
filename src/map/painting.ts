import type { Picture } from '../state/picture.ts';
import { QUANTITIES } from '../state/quantity.ts';
import type { Question } from '../state/question.ts';
import type { Painting } from './alaska-map.ts';
import { type ColourMap, colourTable } from './colour-table.ts';

export interface ColourScale {
  readonly colours: ColourMap;
  readonly domain: readonly [number, number];
}

/** The one scale that shader and legend share for a question. */
export function scaleOf({ variable, statistic }: Pick<Question, 'variable' | 'statistic'>): ColourScale {
  const quantity = QUANTITIES[variable];
  return statistic === 'spread'
    ? { colours: 'spread', domain: quantity.spread }
    : { colours: quantity.colours, domain: quantity.domain };
}

/** A picture as the map paints it: a stale one in grey. */
export function paintingOf(picture: Picture): Painting | undefined {
  if (picture.at === 'empty') return undefined;
  const { colours, domain } = scaleOf(picture.question);
  return {
    frames: picture.frames.map(({ slot, frame }) => ({ id: slot, frame, fade: picture.at === 'stale' ? 1 : 0 })),
    month: picture.question.month,
    domain,
    colours: colourTable(colours),
  };
}
