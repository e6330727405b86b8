/** Collects the values of one statement and hands out their places, so that SQL is put together from parts. */
export class SqlParameters {
  readonly values: unknown[] = [];
  private readonly places = new Map<string, string>();

  /** @returns the place of the value with its type, e.g. `$3::date`; equal values share one. */
  add(value: string | number | readonly string[], type: string): string {
    const key = `${type}:${JSON.stringify(value)}`;
    const known = this.places.get(key);
    if (known !== undefined) return known;
    const place = `$${this.values.push(value)}::${type}`;
    this.places.set(key, place);
    return place;
  }
}
