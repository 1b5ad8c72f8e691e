/**
 * Builds dist/: the kernel (AssemblyScript to WebAssembly with SIMD), one CommonJS bundle a process, and what Node has
 * compiled of them. CommonJS because two children are ready in 25 ms with it and in 33 with ES modules.
 * `--if-stale`: only when a source is younger (the first `npx pq` in a checkout runs `prepare` once more).
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { main as compileAssembly } from 'assemblyscript/asc';
import { build, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const SOURCE_DIRECTORIES = ['src', 'scripts'];
/** Packages that few runs need: files of their own, read when one does. In the bundle they would cost every run 1 ms. */
const PACKAGES_APART = ['chalk', 'cli-progress'];
/** Between them they load what a run of `pq agg` loads. */
const WARM_UP_INPUTS = ['fixtures/people.csv', 'fixtures/people/*.json'];

if (!process.argv.includes('--if-stale') || isStale()) {
  mkdirSync(dist, { recursive: true });
  await buildKernel();
  await buildBundles();
  warmCompileCache();
}

function isStale(): boolean {
  const built = statSync(join(dist, 'main.cjs'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = SOURCE_DIRECTORIES.flatMap((name) =>
    readdirSync(join(root, name), { recursive: true, encoding: 'utf8' }).map((file) => join(name, file)),
  );
  return [...sources, 'package.json'].some((file) => statSync(join(root, file)).mtimeMs > built);
}

async function buildKernel(): Promise<void> {
  const { error, stderr } = await compileAssembly([
    ...['src/kernel/assembly/index.ts', '--baseDir', root, '--outFile', 'dist/kernel.wasm'],
    ...['--enable', 'simd', '-O3', '--runtime', 'stub', '--noAssert'],
    ...['--initialMemory', '64', '--memoryBase', '65536', '--use', 'abort='],
  ]);
  process.stderr.write(stderr.toString());
  if (error !== null) throw error;
}

async function buildBundles(): Promise<void> {
  const packages = Object.fromEntries(PACKAGES_APART.map((name) => [name, name]));
  await build({
    absWorkingDir: root,
    entryPoints: {
      main: 'src/main.ts',
      worker: 'src/worker.ts',
      // Loaded by those who need them (src/engine/io/companion.ts).
      libraries: 'src/engine/libraries.ts',
      decompressor: 'src/engine/io/decompressor.ts',
      ...packages,
    },
    outdir: dist,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    define: { 'import.meta.dirname': '__dirname' },
    // import() of a built-in module would start the ES module loader.
    supported: { 'dynamic-import': false },
    plugins: [commanderStartsNoPrograms(), packagesApart()],
    logLevel: 'warning',
  });
}

/** Commander can start sub-commands as programs, which pq does not; loading child_process for it costs 1.7 ms a run. */
function commanderStartsNoPrograms(): Plugin {
  return {
    name: 'commander-starts-no-programs',
    setup(build) {
      build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
        importer.includes('/commander/') ? { path: 'nothing', namespace: 'nothing' } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'export default {}' }));
    },
  };
}

/** Our own imports of these become requires of their files: of what they export by name, for `default` means another
 * thing there. */
function packagesApart(): Plugin {
  const ownDirectory = join(root, 'src');
  return {
    name: 'packages-apart',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(${PACKAGES_APART.join('|')})$`) }, ({ path, importer }) =>
        importer.startsWith(ownDirectory) ? { path: `./${path}.cjs`, external: true } : undefined,
      );
    },
  };
}

/** The first run of pq fills dist/compile-cache (bin/pq.js), which makes later ones with this Node a tenth shorter. */
function warmCompileCache(): void {
  rmSync(join(dist, 'compile-cache'), { recursive: true, force: true });
  for (const input of WARM_UP_INPUTS) {
    spawnSync(process.execPath, ['bin/pq.js', 'agg', '--avg', 'age', input], { cwd: root });
  }
}
