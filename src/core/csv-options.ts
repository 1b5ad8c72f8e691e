/** Which options were given that mean something to CSV only. */

export interface CsvOnly {
  readonly quote: string | undefined;
  readonly escapeMark: string | undefined;
  readonly comment: string | undefined;
  readonly trim: boolean;
  readonly skipLines: number;
}

/** The first of them, as it is typed. */
export function csvOnlyOption({ quote, escapeMark, comment, trim, skipLines }: CsvOnly): string | undefined {
  if (quote !== undefined) return '--quote';
  if (escapeMark !== undefined) return '--escape';
  if (comment !== undefined) return '--comment';
  if (trim) return '--trim';
  return skipLines > 0 ? '--skip-lines' : undefined;
}
