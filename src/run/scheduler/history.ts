/** What went wrong with a partition, for the error that ends the run; nothing is kept of those that went well. */
export class History {
  readonly #notes = new Map<number, string[]>();
  readonly #deaths = new Map<number, number>();

  add(partition: number, note: string): void {
    const notes = this.#notes.get(partition);
    if (notes === undefined) this.#notes.set(partition, [note]);
    else notes.push(note);
  }

  /** Only for a partition that has a history already. */
  addIfKnown(partition: number, note: string): void {
    this.#notes.get(partition)?.push(note);
  }

  /** Returns how many workers have died of the partition. */
  addDeath(partition: number, note: string): number {
    this.add(partition, note);
    const deaths = (this.#deaths.get(partition) ?? 0) + 1;
    this.#deaths.set(partition, deaths);
    return deaths;
  }

  of(partition: number): readonly string[] {
    return this.#notes.get(partition) ?? [];
  }
}
