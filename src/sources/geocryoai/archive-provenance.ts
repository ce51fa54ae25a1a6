import type { Provenance } from '../../store/schema.ts';

/** The published archive; whoever uses it cites this. */
export const ARCHIVE: Provenance = {
  source: 'geocryoai',
  publisher: 'ORNL DAAC',
  doi: '10.3334/ORNLDAAC/2371',
  citation:
    'GeoCryoAI archive, ORNL DAAC, 10.3334/ORNLDAAC/2371; Gay et al. 2023, Environ. Res. Lett. 18:125001; Gay et al. 2025, JGR Machine Learning and Computation 2(1), 2024JH000402',
  note: 'Modelled: gaps were filled before publication and no mask is left. Never scored.',
};
