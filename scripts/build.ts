/**
 * Builds dist/: the kernel (AssemblyScript to WebAssembly with SIMD), the programs as a CommonJS bundle, and what
 * V8 has compiled of it. CommonJS because two children are ready in 25 ms with it and in 33 with ES modules.
 * `--if-stale`: only when a source is younger (the first `npx pq` in a checkout runs `prepare` once more).
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main as compileAssembly } from 'assemblyscript/asc';
import { build, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const SOURCE_DIRECTORIES = ['src', 'scripts'];
/** Packages that few runs need: files of their own, read when one does. In the bundle they would cost every run 1 ms. */
const PACKAGES_APART = ['chalk', 'cli-progress'];
/**
 * Modules of Node as few runs need them. Commander can start sub-commands as programs, which pq does not: loading
 * child_process for it costs 1.7 ms a run. Its default imports of others would copy all that these export, and
 * the first import of node:module loads more: 0.9 ms.
 */
const BUILT_INS: readonly { readonly name: string; readonly importer: RegExp; readonly contents: string }[] = [
  { name: 'node:child_process', importer: /\/commander\//, contents: 'export default {}' },
  { name: 'node:process', importer: /\/commander\//, contents: 'export default process' },
  { name: 'node:fs', importer: /\/commander\//, contents: 'export default require("node:fs")' },
  { name: 'node:path', importer: /\/commander\//, contents: 'export default require("node:path")' },
  {
    name: 'node:module',
    importer: /\/src\//,
    contents: 'export const createRequire = (file) => require("node:module").createRequire(file)',
  },
];
/** Two runs of each verb keep what they have compiled (bin/load.js); the user's own first ones add to that. */
const WARM_UP_COMMANDS = [
  'agg --count --avg age -g occupation',
  'filter "age > 30"',
  'project name,age',
  'map "next = age + 1"',
  'sort age',
  'distinct occupation',
  'head',
  'tail',
  'count',
  'cat',
  'sample 0.5',
  '--version',
];
const WARM_UP_INPUTS = ['fixtures/people.csv', 'fixtures/people/*.json'];

if (!process.argv.includes('--if-stale') || isStale()) {
  mkdirSync(dist, { recursive: true });
  await buildKernel();
  await buildBundles();
  warmCodeCache();
}

function isStale(): boolean {
  const built = statSync(join(dist, 'pq.cjs'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
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
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: {
      pq: 'src/programs.ts',
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
    plugins: [builtInsByNeed(), packagesApart()],
    logLevel: 'warning',
    write: false,
  });
  for (const { path, contents } of outputFiles) writeFileSync(path, Buffer.concat([hashComment(contents), contents]));
}

/** What code is kept under: V8 takes code of any source of the same length. */
function hashComment(contents: Uint8Array): Buffer {
  return Buffer.from(`/*${createHash('sha256').update(contents).digest('hex').slice(0, 16)}*/`);
}

function builtInsByNeed(): Plugin {
  return {
    name: 'built-ins-by-need',
    setup(build) {
      build.onResolve({ filter: /^node:/ }, ({ path, importer, kind }) => {
        const isOurs = kind === 'import-statement' && BUILT_INS.some((each) => isMeant(each, path, importer));
        return isOurs ? { path, namespace: 'built-in', sideEffects: false } : undefined;
      });
      build.onLoad({ filter: /.*/, namespace: 'built-in' }, ({ path }) => ({
        contents: BUILT_INS.find(({ name }) => name === path)?.contents ?? '',
      }));
    },
  };
}

function isMeant({ name, importer }: (typeof BUILT_INS)[number], path: string, from: string): boolean {
  return name === path && importer.test(from);
}

/** Our own imports of these become requires of their files: of what they export by name, for `default` means another
 * thing there. */
function packagesApart(): Plugin {
  const ownDirectory = join(root, 'src');
  return {
    name: 'packages-apart',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(${PACKAGES_APART.join('|')})$`) }, ({ path, importer }) =>
        importer.startsWith(ownDirectory) ? { path: `../dist/${path}.cjs`, external: true } : undefined,
      );
    },
  };
}

function warmCodeCache(): void {
  rmSync(join(dist, 'code-cache'), { recursive: true, force: true });
  for (const command of WARM_UP_COMMANDS) for (const input of WARM_UP_INPUTS) pq(command, input);
}

function pq(command: string, input: string): void {
  spawnSync(`"${process.execPath}" bin/pq.js ${command} ${input}`, { cwd: root, shell: true });
}
