/** The clock of the machine, moved while this is not disposed. */
export class MovedClock implements Disposable {
  readonly #real = Date.now;
  aheadMs = 0;

  constructor() {
    Date.now = () => this.#real.call(Date) + this.aheadMs;
  }

  [Symbol.dispose](): void {
    Date.now = this.#real;
  }
}
