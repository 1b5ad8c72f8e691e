/** Whether a file is a table of rows that have come together in this run: they were read, and counted, before. */
export function isRowsTable({ format }: { readonly format?: { readonly kind: string } | undefined }): boolean {
  return format?.kind === 'cells';
}
