/** People, as fixtures/people has them, with an id and an income. One address in 32 has an apartment. */
import { encode } from './byte-file.ts';
import { Random } from './random.ts';
import { CITIES, FIRST_NAMES, LAST_NAMES, OCCUPATIONS, STREETS } from './vocabulary.ts';

const SEED = 20240229;

const pools = {
  first: FIRST_NAMES.map(encode),
  last: LAST_NAMES.map(encode),
  occupation: OCCUPATIONS.map(encode),
  street: STREETS.map(encode),
  city: CITIES.map(encode),
};

export interface Person {
  readonly id: number;
  readonly first: Uint8Array;
  readonly last: Uint8Array;
  readonly age: number;
  readonly occupation: Uint8Array;
  readonly telephone: readonly [number, number, number];
  readonly house: number;
  readonly street: Uint8Array;
  /** 0 for a house without apartments. */
  readonly apartment: number;
  readonly city: Uint8Array;
  readonly card: readonly [number, number, number, number];
  readonly expiration: readonly [month: number, year: number];
  readonly incomeCents: number;
}

/** The first `count` people: a longer list starts with the people of a shorter one. */
export function* people(count: number): Generator<Person> {
  const random = new Random(SEED);
  for (let id = 1; id <= count; id++) yield drawPerson(random, id);
}

function drawPerson(random: Random, id: number): Person {
  return {
    id,
    first: random.pick(pools.first),
    last: random.pick(pools.last),
    age: random.between(0, 120),
    occupation: random.pick(pools.occupation),
    telephone: [random.between(200, 999), random.below(1000), random.below(10_000)],
    house: random.between(1, 1999),
    street: random.pick(pools.street),
    apartment: random.below(32) === 0 ? random.between(1, 99) : 0,
    city: random.pick(pools.city),
    card: [random.between(2000, 6999), random.below(10_000), random.below(10_000), random.below(10_000)],
    expiration: [random.between(1, 12), random.between(24, 33)],
    incomeCents: random.between(1_200_000, 25_000_000),
  };
}
