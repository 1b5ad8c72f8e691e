/** Reads JSON that has to have a certain shape, and says where it has not. */

/** What is wrong with a manifest. */
export class ManifestError extends Error {}

export class ManifestReader {
  readonly #value: unknown;
  /** Where in the document it is: `files[3].rows`. */
  readonly #place: string;

  private constructor(value: unknown, place: string) {
    this.#value = value;
    this.#place = place;
  }

  /** Throws ManifestError, as all of these do. */
  static of(text: string): ManifestReader {
    try {
      return new ManifestReader(JSON.parse(text), '');
    } catch {
      throw new ManifestError('it is no JSON');
    }
  }

  get isNull(): boolean {
    return this.#value === null;
  }

  get isList(): boolean {
    return Array.isArray(this.#value);
  }

  get isObject(): boolean {
    return typeof this.#value === 'object' && !this.isNull && !this.isList;
  }

  field(name: string): ManifestReader {
    const found = this.optional(name);
    if (found !== undefined) return found;
    throw new ManifestError(`${this.#inside(name)} is missing`);
  }

  optional(name: string): ManifestReader | undefined {
    if (!this.isObject) throw this.#wrong('an object');
    const fields = this.#value as Readonly<Record<string, unknown>>;
    return Object.hasOwn(fields, name) ? new ManifestReader(fields[name], this.#inside(name)) : undefined;
  }

  list(least = 0, most = Number.POSITIVE_INFINITY): readonly ManifestReader[] {
    const items: unknown = this.#value;
    if (!Array.isArray(items) || items.length < least || items.length > most) throw this.#wrong('such a list');
    return items.map((item: unknown, at) => new ManifestReader(item, `${this.#place}[${at}]`));
  }

  text(): string {
    if (typeof this.#value !== 'string') throw this.#wrong('a text');
    return this.#value;
  }

  /** A whole number, and not below zero. */
  number(): number {
    if (!Number.isSafeInteger(this.#value) || Number(this.#value) < 0) throw this.#wrong('a count');
    return Number(this.#value);
  }

  step(): string | number {
    return typeof this.#value === 'number' ? this.number() : this.text();
  }

  hex(): number {
    const text = this.text();
    if (!/^[0-9a-f]{8}$/.test(text)) throw this.#wrong('a checksum');
    return Number.parseInt(text, 16);
  }

  /** Of a file in the directory, and nowhere else. */
  path(): string {
    const text = this.text();
    const isInside = text.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
    if (!isInside || text.includes('\0')) throw this.#wrong('a path in the directory');
    return text;
  }

  choice<Choice extends string>(choices: readonly Choice[]): Choice {
    const choice = choices.find((each) => each === this.#value);
    if (choice === undefined) throw this.#wrong(`one of ${choices.join(', ')}`);
    return choice;
  }

  #inside(name: string): string {
    return this.#place === '' ? name : `${this.#place}.${name}`;
  }

  #wrong(expected: string): ManifestError {
    return new ManifestError(`${this.#place === '' ? 'all of it' : this.#place} is not ${expected}`);
  }
}
