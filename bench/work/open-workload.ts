import type { Workload, WorkOrder } from './workload.ts';

/** Loads the library that the order names and sets the work up. */
export async function openWorkload(order: WorkOrder): Promise<Workload> {
  switch (order.library) {
    case 'thawcast':
      return (await import('./thawcast.ts')).openThawcast(order);
    case 'layers':
      return (await import('./stock-layers.ts')).openStockLayers(order);
    case 'jax':
      return (await import('./jax.ts')).openJax(order);
  }
}
