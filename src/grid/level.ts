/** The EASE-Grid 2.0 family that nests exactly: 1, 3, 9 and 36 cells of M01. */
export const LEVELS = ['M01', 'M03', 'M09', 'M36'] as const;
export type Level = (typeof LEVELS)[number];

/** Cells of M01 along one side of a cell of the level. */
export const FACTOR: Readonly<Record<Level, number>> = { M01: 1, M03: 3, M09: 9, M36: 36 };
