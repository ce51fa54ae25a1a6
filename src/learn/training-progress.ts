/** The terms of the loss, each reported by itself; all dimensionless. */
export interface LossTerms {
  /** Negative log-likelihood of the observed cells of the training part. */
  readonly obs: number;
  /** Penalty for breaking physics: seasonal monotony and Stefan bounds of thaw depth, light-limited uptake, greatest CH4 uptake. */
  readonly process: number;
  /** Weight decay and smoothness of the residual in time. */
  readonly reg: number;
  /** Negative log-likelihood of the validation block, which no gradient has seen. */
  readonly validation: number;
}

/** Where a training run is. `loss` is null until the first epoch of the member is over. */
export interface TrainingProgress {
  readonly stage: 'reading' | 'analysis' | 'training' | 'scoring';
  /** 1-based; the one told of last where several are trained side by side. */
  readonly member: number;
  readonly members: number;
  /** 0 to 1 over all members; what early stopping spares counts as done. */
  readonly share: number;
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: LossTerms | null;
  /** Share of lags that are observations rather than the model's own output. */
  readonly samplingShare: number;
  /** The device that runs, once it is chosen: webgpu, webgl, wasm or cpu. */
  readonly device: string;
  /** Seconds that remain at the pace so far, or null while nobody can know. */
  readonly secondsLeft: number | null;
  /** What went wrong on the way and did not end the training, oldest first: sentences for the person. */
  readonly setbacks: readonly string[];
}
