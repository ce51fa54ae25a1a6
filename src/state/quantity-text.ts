import { isVariable, VARIABLES } from '../core/variable.ts';

/** A variable's name as a person reads it; any other name as it is. */
export const variableText = (name: string): string => (isVariable(name) ? VARIABLES[name].label : name);
