/** Fractions between 0 and 1 as decimal text, the shortest there is: exact, and one text a value. */

/** '0.95', '.950' and '1.0' as '0.95', '0.95' and '1'; undefined when it is not a number between 0 and 1. */
export function readFraction(text: string): string | undefined {
  const match = /^(?=\.?\d)0*([01]?)(?:\.(\d*?)0*)?$/.exec(text);
  if (!match) return undefined;
  const [, whole = '', decimals = ''] = match;
  if (whole !== '1') return decimals === '' ? '0' : `0.${decimals}`;
  return decimals === '' ? '1' : undefined;
}

/** '95' and '99.9' as '0.95' and '0.999'; undefined above 100; the text is a number without a sign. */
export function fractionOfPercent(percent: string): string | undefined {
  const [whole = '', decimals = ''] = percent.split('.');
  const digits = whole.padStart(3, '0');
  return readFraction(`${digits.slice(0, -2)}.${digits.slice(-2)}${decimals}`);
}

/** The other way: '0.95' as '95', '0.999' as '99.9', '0.005' as '0.5'. */
export function percentOfFraction(fraction: string): string {
  const [whole = '', decimals = ''] = fraction.split('.');
  const digits = decimals.padEnd(2, '0');
  const percent = `${whole}${digits.slice(0, 2)}`.replace(/^0{1,2}/, '');
  return digits.length > 2 ? `${percent}.${digits.slice(2)}` : percent;
}
