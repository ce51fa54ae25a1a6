import type { InspectedFile, Inspection } from '../preprocess/inspection.ts';
import type { Recipe } from '../preprocess/recipe.ts';
import type { Confidence } from '../sources/source.ts';

/** How sure the reader is, for a person. */
export const CONFIDENCE: Readonly<Record<Confidence, string>> = {
  certain: 'certain',
  likely: 'likely',
  possible: 'a guess',
  no: 'not recognised',
};

/** Whether building would take anything from the file. */
export const givesData = ({ observations, fields, variables }: InspectedFile): boolean =>
  observations > 0 || fields.length > 0 || Object.keys(variables).length > 0;

/** Whether a person can make a file readable, or more of it, by an answer. */
export const isAsking = (file: InspectedFile): boolean =>
  file.answer !== undefined ||
  (file.table !== undefined && !givesData(file) && file.table.proposal.questions.length > 0);

export const openQuestions = ({ files }: Inspection): readonly InspectedFile[] => files.filter(isAsking);

export const readOf = ({ files }: Inspection): readonly InspectedFile[] => files.filter(givesData);

/** Neither data nor a question: nothing a person could do here would make a store of it. */
export const givesNothing = (inspection: Inspection): boolean =>
  inspection.files.length > 0 && readOf(inspection).length === 0 && openQuestions(inspection).length === 0;

/** Answers travel with the files as companions; a person has not dropped them. */
export const withoutAnswers = ({ files }: Inspection, answers: Recipe['answers']): Inspection => ({
  files: files.filter(({ file }) => !Object.hasOwn(answers, file)),
});

/** The name under which a table's mapping is kept in a recipe. */
export const mappingName = (file: string): string => `${file}.mapping.json`;
