/** The types that `cast(x as type)` knows, and what other tools call them. */

const CAST_TYPES = ['integer', 'number', 'text', 'boolean', 'date', 'timestamp', 'json'] as const;
export type CastType = (typeof CAST_TYPES)[number];

const SAME: Readonly<Partial<Record<CastType, readonly string[]>>> = {
  integer: ['int', 'bigint', 'smallint', 'tinyint', 'hugeint', 'int4', 'int8', 'int64', 'long'],
  number: ['decimal', 'numeric', 'double', 'float', 'real', 'float4', 'float8', 'dec'],
  text: ['string', 'varchar', 'char', 'str'],
  boolean: ['bool', 'logical'],
  timestamp: ['datetime'],
};

/** Every name of a type, other tools' too. */
export function castTypeNames(): readonly string[] {
  return [...CAST_TYPES, ...Object.values(SAME).flat()];
}

/** What a name in lower case means; undefined when there is no such type. */
export function findCastType(name: string): CastType | undefined {
  return CAST_TYPES.find((type) => type === name || SAME[type]?.includes(name));
}
