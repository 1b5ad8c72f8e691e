// Rows by number: which ones a condition lets pass, and their cells in a row.

/** Writes the numbers (u32) of the rows whose truth byte is 1; returns how many. */
export function selectRows(truth: usize, n: u32, out: usize): u32 {
  let o = out;
  for (let r: usize = 0; r < <usize>n; r++) {
    store<u32>(o, <u32>r);
    o += <usize>(load<u8>(truth + r) == 1) << 2;
  }
  return <u32>((o - out) >> 2);
}

/** The cells of `count` rows (u32 at `selection`) in a row. */
export function gatherCells(cells: usize, selection: usize, count: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>count; r++) {
    store<u64>(out + (r << 3), load<u64>(cells + (<usize>load<u32>(selection + (r << 2)) << 3)));
  }
}
