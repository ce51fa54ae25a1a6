import { registerOnce } from '../register-once.ts';
import { composedAdam } from './adam.ts';
import { composedConvLstm } from './conv-lstm.ts';
import { composedFilterGradient } from './filter-gradient.ts';
import { composedGates } from './gates.ts';

/** Our kernels in stock ops, for a backend without fused ones of its own. */
export const registerComposed = (backendName: string): void =>
  registerOnce([
    ...composedConvLstm(backendName),
    ...composedGates(backendName),
    composedFilterGradient(backendName),
    composedAdam(backendName),
  ]);
