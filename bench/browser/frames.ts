/** What a person feels of a busy page during one span. */
export interface Frames {
  /** Milliseconds from one animation frame to the next. */
  readonly intervals: number[];
  /** Milliseconds of tasks that held the page for more than 50. */
  readonly longTasks: number[];
}

/** Watches animation frames and long tasks of this page. */
export function watchFrames(ms: number): Promise<Frames> {
  return new Promise((resolve) => {
    const longTasks: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasks.push(duration);
    });
    observer.observe({ type: 'longtask' });
    const intervals: number[] = [];
    const start = performance.now();
    let last: number | undefined;
    const frame = (now: number) => {
      if (last !== undefined) intervals.push(now - last);
      last = now;
      if (now - start < ms) requestAnimationFrame(frame);
      else {
        observer.disconnect();
        resolve({ intervals, longTasks });
      }
    };
    requestAnimationFrame(frame);
  });
}
